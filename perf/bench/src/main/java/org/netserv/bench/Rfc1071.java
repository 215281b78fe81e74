package org.netserv.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Checksums of IPv4 and UDP as the RFCs write them: a loop over 16-bit words, and the update of one word. */
final class Rfc1071 {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final int HEADER = 20;
    private static final int UDP = 17;

    private Rfc1071() {}

    /** Writes both checksums of a packet of IPv4 without options, and UDP. */
    static void update(MemorySegment memory, long base, int length) {
        memory.set(SHORT, base + 10, (short) 0);
        memory.set(SHORT, base + 10, (short) ~fold(sum(memory, base, HEADER)));
        memory.set(SHORT, base + HEADER + 6, (short) 0);
        long sum = sum(memory, base + 12, 8) + UDP + (length - HEADER) + sum(memory, base + HEADER, length - HEADER);
        int checksum = ~fold(sum) & 0xffff;
        memory.set(SHORT, base + HEADER + 6, (short) (checksum == 0 ? 0xffff : checksum));
    }

    /** Lowers the TTL and updates the header's checksum by the difference (RFC 1624 equation 3). */
    static void lowerTtl(MemorySegment memory, long base) {
        int before = memory.get(SHORT, base + 8) & 0xffff;
        int after = (before - 0x100) & 0xffff;
        memory.set(SHORT, base + 8, (short) after);
        int checksum = memory.get(SHORT, base + 10) & 0xffff;
        memory.set(SHORT, base + 10, (short) ~fold((~checksum & 0xffff) + (~before & 0xffff) + after));
    }

    private static long sum(MemorySegment memory, long from, int length) {
        long sum = 0;
        int i = 0;
        for (; i + 1 < length; i += 2) {
            sum += memory.get(SHORT, from + i) & 0xffff;
        }
        return i < length ? sum + ((memory.get(JAVA_BYTE, from + i) & 0xff) << 8) : sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }
}
