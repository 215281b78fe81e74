package org.netserv.node.replay;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a classic pcap file, little-endian.
 *
 * <p><b>Thread.</b> One. <b>Source.</b> draft-ietf-opsawg-pcap.
 */
public final class PcapWriter implements Closeable {
    private static final int BUFFER = 1 << 20;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * Opens a file, overwriting what is there.
     *
     * @param nanos whether time stamps are in nanoseconds, rather than microseconds
     */
    public PcapWriter(Path file, LinkType linkType, boolean nanos) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        buffer.putInt(nanos ? PcapReader.MAGIC_NANOS : PcapReader.MAGIC_MICROS);
        buffer.putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
        buffer.putInt(PcapReader.MAX_FRAME_LENGTH).putInt(linkType.number());
    }

    /**
     * Writes a frame.
     *
     * @param fraction micro- or nanoseconds of the second
     * @param originalLength how long it was on its link
     */
    public void write(long seconds, long fraction, MemorySegment memory, long offset, int length, int originalLength)
            throws IOException {
        if (length > PcapReader.MAX_FRAME_LENGTH) {
            throw new IllegalArgumentException("length must be at most " + PcapReader.MAX_FRAME_LENGTH + ": length="
                    + length);
        }
        if (buffer.remaining() < PcapReader.RECORD_HEADER + length) {
            flush();
        }
        buffer.putInt((int) seconds).putInt((int) fraction).putInt(length).putInt(originalLength);
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, buffer.array(), buffer.position(), length);
        buffer.position(buffer.position() + length);
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}
