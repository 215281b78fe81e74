package org.netserv.node.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Records in a file, one behind the other, each on disk before {@link #append} returns.
 *
 * <pre>
 *  0       4        8             16       20
 *  | magic | length | sequence    | CRC32C | payload ... |        big endian; magic is "NSJ1"
 * </pre>
 *
 * <p>The sum is over length, sequence and payload. Sequence numbers rise by one: a gap tells that records are gone. Behind the
 * last record there are zeros, the reserve of a {@link ReservedFile}.
 *
 * <p>What a crash has left behind the last sound record is taken away. Where bytes between records are damaged, the records
 * behind them are found by their magic, and {@link #damages} says what was passed over.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class RecordLog implements AutoCloseable {
    static final int HEADER_BYTES = 20;
    static final int MAX_PAYLOAD_BYTES = 1 << 20;
    private static final int MAGIC = 0x4e534a31;
    private static final int SUM_OFFSET = 16;

    private final ReservedFile file;
    private final List<String> damages = new ArrayList<>();
    private long sequence;

    private RecordLog(FileChannel channel, Consumer<byte[]> records) throws IOException {
        ByteBuffer bytes = read(channel);
        int end = load(bytes, records);
        file = new ReservedFile(channel, end, isZero(bytes, end));
    }

    /**
     * A log with what the file has; makes the file if there is none.
     *
     * @param records is given each payload that is there, the oldest first
     */
    static RecordLog open(Path file, Consumer<byte[]> records) throws IOException {
        FileChannel channel = FileChannel.open(file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            return new RecordLog(channel, records);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A log with these records in place of the file's, once all of them are on disk. */
    static RecordLog replace(Path file, List<byte[]> payloads) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        RecordLog log = open(next, _ -> {});
        try {
            for (byte[] payload : payloads) {
                log.file.write(log.frame(payload));
                log.sequence++;
            }
            log.file.finish();
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            return log;
        } catch (IOException | RuntimeException e) {
            log.close();
            Files.deleteIfExists(next);
            throw e;
        }
    }

    /** Has what a folder lists on disk. */
    static void sync(Path folder) throws IOException {
        try (FileChannel listing = FileChannel.open(folder, StandardOpenOption.READ)) {
            listing.force(true);
        }
    }

    private static ByteBuffer read(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size > Integer.MAX_VALUE) {
            throw new IOException("it has " + size + " bytes: expected less than 2 GiB");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, bytes.position()) < 0) {
                throw new EOFException("it became shorter while it was read");
            }
        }
        return bytes;
    }

    /** Returns where the last record ends. */
    private int load(ByteBuffer bytes, Consumer<byte[]> records) {
        int size = bytes.capacity();
        int at = 0;
        while (at < size) {
            int next = soundAt(bytes, at);
            if (next == size) {
                break;
            }
            long found = bytes.getLong(next + 8);
            if (next > at || (at > 0 && found != sequence + 1)) {
                damages.add("from byte " + at + " to " + next + " there is no record"
                        + (found == sequence + 1 ? "" : ": between " + sequence + " and " + found));
            }
            int length = bytes.getInt(next + 4);
            byte[] payload = new byte[length];
            bytes.get(next + HEADER_BYTES, payload);
            records.accept(payload);
            sequence = found;
            at = next + HEADER_BYTES + length;
        }
        return at;
    }

    /** Where the first sound record from here on begins; the size if there is none. */
    private static int soundAt(ByteBuffer bytes, int from) {
        int size = bytes.capacity();
        for (int at = from; at <= size - HEADER_BYTES; at++) {
            if (bytes.getInt(at) == MAGIC && isSound(bytes, at)) {
                return at;
            }
        }
        return size;
    }

    private static boolean isSound(ByteBuffer bytes, int at) {
        int length = bytes.getInt(at + 4);
        return length >= 0 && length <= MAX_PAYLOAD_BYTES && length <= bytes.capacity() - at - HEADER_BYTES
                && bytes.getInt(at + SUM_OFFSET) == sum(bytes, at, length);
    }

    private static boolean isZero(ByteBuffer bytes, int from) {
        for (int at = from; at < bytes.capacity(); at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int sum(ByteBuffer frame, int at, int length) {
        CRC32C sum = new CRC32C();
        sum.update(frame.slice(at + 4, SUM_OFFSET - 4));
        sum.update(frame.slice(at + HEADER_BYTES, length));
        return (int) sum.getValue();
    }

    /** What was found damaged when it was opened, in words. */
    List<String> damages() {
        return damages;
    }

    /** Bytes of all records. */
    long bytes() {
        return file.end();
    }

    /**
     * Writes a record that adds something.
     *
     * @throws IOException if it is not on disk; then it is not in the log
     */
    void append(byte[] payload) throws IOException {
        file.append(frame(payload));
        sequence++;
    }

    /** Writes one that takes something away, into the reserve if the disk is full. <b>Errors.</b> as {@link #append}. */
    void appendRemoval(byte[] payload) throws IOException {
        file.appendRemoval(frame(payload));
        sequence++;
    }

    private ByteBuffer frame(byte[] payload) {
        if (payload.length > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("payload=" + payload.length);
        }
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + payload.length);
        frame.putInt(MAGIC).putInt(payload.length).putLong(sequence + 1).putInt(0).put(payload).flip();
        return frame.putInt(SUM_OFFSET, sum(frame, 0, payload.length));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
