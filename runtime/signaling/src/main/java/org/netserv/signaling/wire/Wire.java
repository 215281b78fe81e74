package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.node.net.IpAddress;

/** Unsigned big-endian numbers in memory. */
final class Wire {
    static final int WORD = Integer.BYTES;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Wire() {}

    static int u8(MemorySegment memory, long at) {
        return memory.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    static int u16(MemorySegment memory, long at) {
        return memory.get(SHORT, at) & 0xFFFF;
    }

    static int i32(MemorySegment memory, long at) {
        return memory.get(INT, at);
    }

    static long u32(MemorySegment memory, long at) {
        return Integer.toUnsignedLong(memory.get(INT, at));
    }

    static long i64(MemorySegment memory, long at) {
        return memory.get(LONG, at);
    }

    static void set8(MemorySegment memory, long at, int value) {
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    static void set16(MemorySegment memory, long at, int value) {
        memory.set(SHORT, at, (short) value);
    }

    static void set32(MemorySegment memory, long at, int value) {
        memory.set(INT, at, value);
    }

    static void set64(MemorySegment memory, long at, long value) {
        memory.set(LONG, at, value);
    }

    /** Whether the IPv6 address at {@code at} is one that would be taken for an IPv4 address. */
    static boolean isMappedIpv4(MemorySegment memory, long at) {
        return IpAddress.isIpv4(i64(memory, at), i64(memory, at + Long.BYTES));
    }

    /** The address at {@code at}. */
    static IpAddress address(MemorySegment memory, long at, boolean ipv4) {
        return ipv4 ? IpAddress.ofIpv4(i32(memory, at)) : new IpAddress(i64(memory, at), i64(memory, at + Long.BYTES));
    }

    /** Writes the address; returns where it ends. */
    static long setAddress(MemorySegment memory, long at, IpAddress address) {
        if (address.isIpv4()) {
            set32(memory, at, (int) address.low());
            return at + Integer.BYTES;
        }
        set64(memory, at, address.high());
        set64(memory, at + Long.BYTES, address.low());
        return at + 2 * Long.BYTES;
    }

    /** So many bytes as whole words, in bytes. */
    static int padded(int bytes) {
        return bytes + WORD - 1 & -WORD;
    }

    static byte[] bytes(MemorySegment memory, long at, int length) {
        return memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    }

    static void copy(byte[] from, MemorySegment to, long at) {
        MemorySegment.copy(from, 0, to, ValueLayout.JAVA_BYTE, at, from.length);
    }
}
