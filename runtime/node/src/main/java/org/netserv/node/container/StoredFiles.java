package org.netserv.node.container;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The files of one folder, charged to a quota byte by byte as they are written.
 *
 * <p>While a file is open, what is written to it is added to its charge, whether it makes it longer or not, and nothing is
 * given back: a deleted file stays on the disk as long as somebody has it open. Once it is closed, its charge is what it is.
 *
 * <p><b>Thread.</b> Any.
 */
final class StoredFiles {
    private final Path folder;
    private final StorageQuota quota;
    /** Those that are open, by name; one that was deleted since is in here no more. */
    private final Map<String, Charge> open = new HashMap<>();

    /** What an open file has taken of the quota; guarded by the files. */
    private static final class Charge {
        private final String name;
        private long bytes;
        private int streams;
        private boolean deleted;

        Charge(String name, long bytes) {
            this.name = name;
            this.bytes = bytes;
        }
    }

    /** @param quota that is charged for what is in the folder already */
    StoredFiles(Path folder, StorageQuota quota) {
        this.folder = folder;
        this.quota = quota;
    }

    /** What a file there is charged; 0 if there is none. */
    static long charge(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) + StorageQuota.FILE_BYTES : 0;
    }

    synchronized InputStream read(String name) throws IOException {
        InputStream in = Files.newInputStream(folder.resolve(name));
        return new Input(in, opened(name, charge(folder.resolve(name))));
    }

    synchronized OutputStream write(String name, boolean append) throws IOException {
        Path file = folder.resolve(name);
        long before = charge(file);
        if (before == 0) {
            quota.take(StorageQuota.FILE_BYTES);
        }
        OutputStream out;
        try {
            out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            quota.giveBack(before == 0 ? StorageQuota.FILE_BYTES : 0);
            throw e;
        }
        Charge charge = opened(name, before == 0 ? StorageQuota.FILE_BYTES : before);
        if (charge.streams == 1) {
            settle(charge);
        }
        return new Output(out, charge);
    }

    synchronized boolean delete(String name) throws IOException {
        Path file = folder.resolve(name);
        long before = charge(file);
        boolean deleted = Files.deleteIfExists(file);
        Charge charge = open.remove(name);
        if (charge != null) {
            charge.deleted = true;
        } else if (deleted) {
            quota.giveBack(before);
        }
        return deleted;
    }

    private Charge opened(String name, long bytes) {
        Charge charge = open.computeIfAbsent(name, absent -> new Charge(name, bytes));
        charge.streams++;
        return charge;
    }

    private void closed(Charge charge) throws IOException {
        charge.streams--;
        if (charge.streams == 0) {
            if (!charge.deleted) {
                open.remove(charge.name);
            }
            settle(charge);
        }
    }

    /** Gives back what is charged and not there. */
    private void settle(Charge charge) throws IOException {
        long real = charge.deleted ? 0 : charge(folder.resolve(charge.name));
        quota.giveBack(charge.bytes - real);
        charge.bytes = real;
    }

    private final class Input extends FilterInputStream {
        private final Charge charge;
        private boolean closed;

        Input(InputStream in, Charge charge) {
            super(in);
            this.charge = charge;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                synchronized (StoredFiles.this) {
                    if (!closed) {
                        closed = true;
                        closed(charge);
                    }
                }
            }
        }
    }

    private final class Output extends FilterOutputStream {
        private final Charge charge;
        private boolean closed;

        Output(OutputStream out, Charge charge) {
            super(out);
            this.charge = charge;
        }

        @Override
        public void write(int b) throws IOException {
            take(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            take(length);
            out.write(bytes, offset, length);
        }

        /** Before the bytes are there; those that do not get there are given back at the end. */
        private void take(int bytes) throws IOException {
            synchronized (StoredFiles.this) {
                if (closed) {
                    throw new IOException(charge.name + " is closed");
                }
                quota.take(bytes);
                charge.bytes += bytes;
            }
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                synchronized (StoredFiles.this) {
                    if (!closed) {
                        closed = true;
                        closed(charge);
                    }
                }
            }
        }
    }
}
