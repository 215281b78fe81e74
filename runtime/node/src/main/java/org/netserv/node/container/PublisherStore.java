package org.netserv.node.container;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.netserv.api.Storage;

/**
 * One publisher's folder on disk: {@code keys} and {@code files}, both flat.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Errors.</b> As {@link Storage}.
 */
final class PublisherStore {
    /** Of values that are being written: no key starts with a dot. */
    private static final String FRESH = ".new-";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path keys;
    private final Path files;
    private final StorageQuota quota;
    private final StoredFiles stored;
    private final AtomicLong sequence = new AtomicLong();

    /** @param limit bytes that it may keep, with {@link StorageQuota#FILE_BYTES} more for each key and file */
    PublisherStore(Path directory, long limit) throws IOException {
        keys = Files.createDirectories(directory.resolve("keys"));
        files = Files.createDirectories(directory.resolve("files"));
        quota = new StorageQuota(limit, charges(keys) + charges(files));
        stored = new StoredFiles(files, quota);
    }

    /** What a folder's content is charged; values that a crash left half written go. */
    private static long charges(Path folder) throws IOException {
        long charges = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (entry.getFileName().toString().startsWith(FRESH)) {
                    Files.delete(entry);
                } else {
                    charges += StoredFiles.charge(entry);
                }
            }
        }
        return charges;
    }

    byte[] get(String key) throws IOException {
        try {
            return Files.readAllBytes(keys.resolve(checked(key)));
        } catch (NoSuchFileException e) {
            throw missing("key", key, e);
        }
    }

    boolean contains(String key) {
        return Files.exists(keys.resolve(checked(key)));
    }

    void put(String key, byte[] value) throws IOException {
        Path target = keys.resolve(checked(key));
        if (value.length > Storage.MAX_VALUE_LENGTH) {
            throw new IOException("the value of " + key + " has " + value.length + " bytes: expected at most "
                    + Storage.MAX_VALUE_LENGTH);
        }
        Path fresh = keys.resolve(FRESH + sequence.incrementAndGet());
        // The old and the new one are both there for a moment.
        long taken = value.length + StorageQuota.FILE_BYTES;
        quota.take(taken);
        long left = taken;
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(value);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            synchronized (quota) {
                long before = StoredFiles.charge(target);
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                left = before;
            }
        } finally {
            Files.deleteIfExists(fresh);
            quota.giveBack(left);
        }
        try (FileChannel folder = FileChannel.open(keys, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    boolean remove(String key) throws IOException {
        Path target = keys.resolve(checked(key));
        synchronized (quota) {
            long before = StoredFiles.charge(target);
            boolean removed = Files.deleteIfExists(target);
            quota.giveBack(removed ? before : 0);
            return removed;
        }
    }

    List<String> keys() throws IOException {
        return list(keys);
    }

    InputStream read(String file) throws IOException {
        try {
            return stored.read(checked(file));
        } catch (NoSuchFileException e) {
            throw missing("file", file, e);
        }
    }

    OutputStream write(String file, boolean append) throws IOException {
        return stored.write(checked(file), append);
    }

    boolean delete(String file) throws IOException {
        return stored.delete(checked(file));
    }

    List<String> files() throws IOException {
        return list(files);
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).filter(name -> NAME.matcher(name).matches())
                    .sorted().toList();
        }
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "keys and file names match " + NAME + ": name=" + Texts.oneLine(name));
        }
        return name;
    }

    private static FileNotFoundException missing(String what, String name, IOException cause) {
        FileNotFoundException missing = new FileNotFoundException("there is no " + what + " " + name);
        missing.initCause(cause);
        return missing;
    }
}
