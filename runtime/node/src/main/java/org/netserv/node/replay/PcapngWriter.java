package org.netserv.node.replay;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a pcapng file of IP packets, each with a comment: one section of one interface, little-endian, time in nanoseconds.
 *
 * <pre>
 *   +----------------+----------------------+----------------------------------------------------+ …
 *   | Section Header | Interface Description| Enhanced Packet: time, lengths, bytes, opt_comment | …
 *   +----------------+----------------------+----------------------------------------------------+ …
 *   each block: type (4), length (4), content, options, length (4); all of it in steps of four bytes
 * </pre>
 *
 * <p><b>Thread.</b> One. <b>Source.</b> draft-ietf-opsawg-pcapng.
 */
public final class PcapngWriter implements Closeable {
    /** The longest comment, in bytes of UTF-8. */
    public static final int MAX_COMMENT_BYTES = 0xffff;

    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    /** Begins with the IP header, of either version. */
    private static final short LINKTYPE_RAW = 101;
    private static final short OPT_COMMENT = 1;
    private static final short IF_TSRESOL = 9;
    /** A negative power of ten. */
    private static final byte NANOSECONDS = 9;
    private static final int WORD = 4;
    private static final int BLOCK_FRAME = 12;
    private static final int PACKET_HEADER = 20;

    private final OutputStream out;

    /** Opens a file, overwriting what is there. */
    public PcapngWriter(Path file) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file));
        ByteBuffer section = block(SECTION_HEADER, 16);
        section.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        finish(section);
        ByteBuffer description = block(INTERFACE_DESCRIPTION, 8 + option(1) + WORD);
        description.putShort(LINKTYPE_RAW).putShort((short) 0).putInt(0);
        putOption(description, IF_TSRESOL, new byte[]{NANOSECONDS});
        finish(description);
    }

    /**
     * Writes a packet.
     *
     * @param epochNanos when it came, since 1970
     * @param bytes as many of its first bytes as there are
     * @param originalLength how long it was
     * @param comment for people; empty for none
     */
    public void write(long epochNanos, byte[] bytes, int originalLength, String comment) throws IOException {
        byte[] text = comment.getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_COMMENT_BYTES) {
            throw new IllegalArgumentException("comment must be at most " + MAX_COMMENT_BYTES + " bytes: length="
                    + text.length);
        }
        int options = text.length == 0 ? 0 : option(text.length) + WORD;
        ByteBuffer packet = block(ENHANCED_PACKET, PACKET_HEADER + padded(bytes.length) + options);
        packet.putInt(0).putInt((int) (epochNanos >>> Integer.SIZE)).putInt((int) epochNanos).putInt(bytes.length)
                .putInt(originalLength);
        putPadded(packet, bytes);
        if (text.length > 0) {
            putOption(packet, OPT_COMMENT, text);
        }
        finish(packet);
    }

    /** A block with room for its content and options. */
    private static ByteBuffer block(int type, int contentLength) {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_FRAME + contentLength).order(ByteOrder.LITTLE_ENDIAN);
        return block.putInt(type).putInt(block.capacity());
    }

    /** Length of an option in a block. */
    private static int option(int length) {
        return WORD + padded(length);
    }

    private static int padded(int length) {
        return (length + WORD - 1) / WORD * WORD;
    }

    /** The only option of its block. */
    private static void putOption(ByteBuffer block, short code, byte[] value) {
        block.putShort(code).putShort((short) value.length);
        putPadded(block, value);
        block.putInt(0); // opt_endofopt
    }

    private static void putPadded(ByteBuffer block, byte[] bytes) {
        block.put(bytes).position(block.position() + padded(bytes.length) - bytes.length);
    }

    private void finish(ByteBuffer block) throws IOException {
        byte[] bytes = new byte[block.capacity()];
        block.putInt(bytes.length).flip().get(bytes);
        out.write(bytes);
    }

    /** Lets others read what has been written. */
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
