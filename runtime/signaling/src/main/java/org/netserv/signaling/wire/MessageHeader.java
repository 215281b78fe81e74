package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The eight bytes in front of each message, and the magic in front of each datagram. RFC 5971 §A.1.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |  version (1)  |   GIST hops   | words behind this header      |
 * +---------------+---------------+-+-------------+-+-+-+---------+
 * |            NSLPID             |C|    type     |S|R|E| reserved|
 * +-------------------------------+-+-------------+-+-+-+---------+
 * </pre>
 */
public final class MessageHeader {
    /** Length of the header. */
    public static final int BYTES = 8;
    /** What every datagram begins with; it is not part of the message. */
    public static final int MAGIC = 0x4E04BDA5;
    /** Length of the magic. */
    public static final int MAGIC_BYTES = 4;
    /** The longest message. */
    public static final int MAX_MESSAGE_BYTES = BYTES + 0xFFFF * Wire.WORD;

    /** The sender's own address is the packet's source. */
    public static final int S = 0x80;
    /** A reply is requested. */
    public static final int R = 0x40;
    /** The message went to a peer that was named, whatever the routing state says. */
    public static final int E = 0x20;

    static final int VERSION = 1;
    static final int HOPS = 1;
    static final int LENGTH = 2;
    static final int NSLPID = 4;
    static final int TYPE = 6;
    static final int FLAGS = 7;
    static final int C = 0x80;
    static final int TYPE_MASK = 0x7F;

    private MessageHeader() {}

    /** Whether a datagram of this length begins with the magic and a whole header. */
    public static boolean isGist(MemorySegment memory, long at, int length) {
        return length >= MAGIC_BYTES + BYTES && Wire.i32(memory, at) == MAGIC;
    }

    /** Writes the magic; returns where the message begins. */
    public static long writeMagic(MemorySegment memory, long at) {
        Wire.set32(memory, at, MAGIC);
        return at + MAGIC_BYTES;
    }

    /** Length of the message whose header is at {@code at}, header included. Any bytes give a length. */
    public static int messageBytes(MemorySegment memory, long at) {
        return BYTES + Wire.u16(memory, at + LENGTH) * Wire.WORD;
    }

    /** How many nodes may still process the message, the next one included. */
    public static int hops(MemorySegment memory, long at) {
        return Wire.u8(memory, at + HOPS);
    }

    /** Which application it is of. */
    public static int nslpId(MemorySegment memory, long at) {
        return Wire.u16(memory, at + NSLPID);
    }

    /** What kind of message it is, or null if the version or the type is none that is known. */
    public static @Nullable MessageType type(MemorySegment memory, long at) {
        return Wire.u8(memory, at) == VERSION ? MessageType.of(Wire.u8(memory, at + TYPE) & TYPE_MASK) : null;
    }

    /** Whether it is for whoever is on the path, rather than for a peer. */
    public static boolean isContextFree(MemorySegment memory, long at) {
        return (Wire.u8(memory, at + TYPE) & C) != 0;
    }

    /** Says that the packet's source is not the signaling node's own address. */
    public static void clearSource(MemorySegment memory, long at) {
        Wire.set8(memory, at + FLAGS, Wire.u8(memory, at + FLAGS) & ~S);
    }

    /** Overwrites the hop count, as a node does with a message that only passes. */
    public static void setHops(MemorySegment memory, long at, int hops) {
        Wire.set8(memory, at + HOPS, hops);
    }
}
