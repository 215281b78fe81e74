package org.netserv.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file that grows at its end, with zeros behind the end that are on disk beforehand: a full disk does not keep from writing
 * over them. Of this reserve, what adds something leaves {@link #RESERVE_BYTES}; what takes something away may use it.
 *
 * <p><b>Ownership.</b> Closes its channel.
 *
 * <p><b>Thread.</b> One at a time.
 */
public final class ReservedFile implements AutoCloseable {
    static final int RESERVE_BYTES = 1 << 16;
    /** Written ahead at once. */
    private static final int CHUNK_BYTES = 1 << 18;

    private final FileChannel channel;
    private long end;
    private long size;

    /**
     * What a file holds up to its end; behind it there are zeros, or whatever a crash has left.
     *
     * @param clean whether there are zeros; whatever else there is is taken away
     */
    public ReservedFile(FileChannel channel, long end, boolean clean) throws IOException {
        this.channel = channel;
        this.end = end;
        size = channel.size();
        if (!clean) {
            // Otherwise it might be read as a part of what is written later.
            channel.truncate(end);
            size = end;
            channel.force(true);
        }
    }

    /** Bytes that are written. */
    public long end() {
        return end;
    }

    /**
     * Writes bytes that add something, and has them on disk.
     *
     * @throws IOException if they are not; then the file ends where it did
     */
    public void append(ByteBuffer bytes) throws IOException {
        append(bytes, RESERVE_BYTES);
    }

    /** Writes bytes that take something away, into the reserve if the disk is full. <b>Errors.</b> as {@link #append}. */
    public void appendRemoval(ByteBuffer bytes) throws IOException {
        ByteBuffer again = bytes.duplicate();
        try {
            append(bytes, RESERVE_BYTES);
        } catch (IOException full) {
            append(again, 0);
        }
    }

    private void append(ByteBuffer bytes, int spare) throws IOException {
        long before = end;
        int length = bytes.remaining();
        try {
            write(bytes, spare);
            channel.force(false);
        } catch (IOException e) {
            end = before;
            try {
                fill(end, Math.min(length, size - end));
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** Writes bytes that are on disk after {@link #finish} only. */
    public void write(ByteBuffer bytes) throws IOException {
        write(bytes, 0);
    }

    /** Has all that was written on disk, and the reserve. */
    public void finish() throws IOException {
        reserve(RESERVE_BYTES);
        channel.force(true);
    }

    private void write(ByteBuffer bytes, int spare) throws IOException {
        reserve(bytes.remaining() + spare);
        long at = end;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        end = at;
    }

    /** Makes sure that so many bytes can be written. */
    private void reserve(long wanted) throws IOException {
        if (size - end >= wanted) {
            return;
        }
        long grown = end + Math.ceilDiv(wanted, CHUNK_BYTES) * CHUNK_BYTES;
        try {
            fill(size, grown - size);
            size = grown;
        } catch (IOException e) {
            channel.truncate(size);
            throw e;
        }
    }

    private void fill(long from, long length) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) length);
        long at = from;
        while (zeros.hasRemaining()) {
            at += channel.write(zeros, at);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
