package org.netserv.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;

/**
 * Full batches over one piece of native memory, handed out in turn.
 *
 * <p><b>Ownership.</b> The memory is never freed: it lives as long as the benchmark's JVM.
 */
final class Batches {
    /** Packets in a batch. */
    static final int SIZE = PacketBatch.MAX_SIZE;

    private final PacketBatch[] batches;
    private int turn;

    /**
     * Puts packets into batches.
     *
     * @param slotBytes room for each; its packets start at a multiple of this
     * @param packets a multiple of {@link #SIZE}, and of a power of two
     */
    Batches(int slotBytes, List<byte[]> packets) {
        int count = packets.size() / SIZE;
        if (count * SIZE != packets.size() || Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException("packets=" + packets.size());
        }
        MemorySegment memory = NativeMemory.allocate((long) slotBytes * packets.size());
        batches = new PacketBatch[count];
        for (int b = 0; b < count; b++) {
            batches[b] = new PacketBatch(memory);
            for (int i = 0; i < SIZE; i++) {
                byte[] packet = packets.get(b * SIZE + i);
                long offset = (long) (b * SIZE + i) * slotBytes;
                MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, offset, packet.length);
                batches[b].add(offset, packet.length, slotBytes, 1);
            }
        }
    }

    /** Parses all packets, which have to be whole. */
    Batches parsed() {
        for (PacketBatch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                if (PacketParser.parse(batch, i) != PacketParser.WHOLE) {
                    throw new IllegalStateException("packet does not parse: i=" + i);
                }
            }
        }
        return this;
    }

    /** Number of batches. */
    int count() {
        return batches.length;
    }

    /** The batch whose turn it is. */
    PacketBatch next() {
        turn = (turn + 1) & (batches.length - 1);
        return batches[turn];
    }
}
