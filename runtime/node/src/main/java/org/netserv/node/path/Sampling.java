package org.netserv.node.path;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.netserv.node.guard.Watch;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;

/**
 * Shows modules copies of packets, as they came, on one packet thread: whatever a module does with one, the packet goes on.
 *
 * <p><b>Thread.</b> The packet thread.
 */
final class Sampling {
    private final MemorySegment memory = Arena.ofAuto().allocate(PacketPath.MAX_PACKET_LENGTH + 1);
    private final PacketBatch copy = new PacketBatch(memory);
    private final boolean[] due = new boolean[PacketBatch.MAX_SIZE];

    /**
     * Shows a module its part of a chain's packets.
     *
     * @param every it is shown 1 in so many
     * @param weights of how many packets each of the batch is one already; null if of itself
     */
    void visit(ModuleLane lane, int every, Chain chain, @Nullable Chain[] chainOf, PacketBatch batch,
            int @Nullable [] weights, Watch watching, long now) {
        int packets = 0;
        long bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            due[i] = chainOf[i] == chain && lane.isDue(weights == null ? 1 : weights[i], every);
            if (due[i]) {
                packets++;
                bytes += batch.length(i);
            }
        }
        if (packets == 0) {
            return;
        }
        if (lane.isRated()) {
            lane.reserve(now, packets, bytes);
        }
        watching.enter(lane.gate(), lane.patienceNanos());
        try {
            for (int i = 0; i < batch.size(); i++) {
                if (due[i]) {
                    show(lane, batch, i);
                }
            }
            lane.stopIf(watching.due());
        } finally {
            watching.leave();
        }
    }

    private void show(ModuleLane lane, PacketBatch batch, int i) {
        int length = batch.length(i);
        MemorySegment.copy(batch.memory(), batch.offset(i), memory, 0, length);
        copy.clear();
        copy.add(0, length, PacketPath.MAX_PACKET_LENGTH, batch.ingress(i));
        if (PacketParser.parse(copy, 0) == PacketParser.WHOLE) {
            lane.process(copy, 0);
        }
    }
}
