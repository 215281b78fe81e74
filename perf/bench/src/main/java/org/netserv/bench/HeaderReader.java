package org.netserv.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.node.packet.PacketBatch;

/**
 * Reads of the headers what the packet path goes by, and believes every length: the least that a parser can do.
 *
 * <p><b>Thread.</b> One.
 */
final class HeaderReader {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int HOP_BY_HOP = 0;
    private static final int DESTINATION_OPTIONS = 60;

    final long[] sourceHigh = new long[Batches.SIZE];
    final long[] sourceLow = new long[Batches.SIZE];
    final long[] destinationHigh = new long[Batches.SIZE];
    final long[] destinationLow = new long[Batches.SIZE];
    final int[] protocol = new int[Batches.SIZE];
    final int[] destinationPort = new int[Batches.SIZE];

    void read(PacketBatch batch, int i) {
        MemorySegment memory = batch.memory();
        long base = batch.offset(i);
        int l4;
        int next;
        if ((memory.get(JAVA_BYTE, base) & 0xf0) == 0x40) {
            l4 = (memory.get(JAVA_BYTE, base) & 0xf) << 2;
            next = memory.get(JAVA_BYTE, base + 9) & 0xff;
            sourceHigh[i] = 0;
            sourceLow[i] = 0xffff_0000_0000L | (memory.get(INT, base + 12) & 0xffff_ffffL);
            destinationHigh[i] = 0;
            destinationLow[i] = 0xffff_0000_0000L | (memory.get(INT, base + 16) & 0xffff_ffffL);
        } else {
            l4 = 40;
            next = memory.get(JAVA_BYTE, base + 6) & 0xff;
            sourceHigh[i] = memory.get(LONG, base + 8);
            sourceLow[i] = memory.get(LONG, base + 16);
            destinationHigh[i] = memory.get(LONG, base + 24);
            destinationLow[i] = memory.get(LONG, base + 32);
            while (next == HOP_BY_HOP || next == DESTINATION_OPTIONS) {
                next = memory.get(JAVA_BYTE, base + l4) & 0xff;
                l4 += ((memory.get(JAVA_BYTE, base + l4 + 1) & 0xff) + 1) << 3;
            }
        }
        protocol[i] = next;
        destinationPort[i] = memory.get(SHORT, base + l4 + 2) & 0xffff;
    }
}
