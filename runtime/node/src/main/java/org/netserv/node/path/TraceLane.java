package org.netserv.node.path;

import org.jspecify.annotations.Nullable;
import org.netserv.api.Verdict;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.trace.TraceFilter;
import org.netserv.node.trace.TraceRing;

/**
 * One trace on one packet thread: picks packets as they come in, and follows them from module to module.
 *
 * <p><b>Thread.</b> The packet thread.
 */
final class TraceLane {
    private final TraceFilter filter;
    private final TraceRing ring;
    /** What is added to {@link System#nanoTime} to give the time since 1970. */
    private final long epochOffsetNanos;
    /** Where each packet of the batch is in the ring. */
    private final int[] places = new int[PacketBatch.MAX_SIZE];
    /** Whether the next module of its chain is going to see the packet. */
    private final boolean[] open = new boolean[PacketBatch.MAX_SIZE];

    TraceLane(TraceFilter filter, TraceRing ring, long epochOffsetNanos) {
        this.filter = filter;
        this.ring = ring;
        this.epochOffsetNanos = epochOffsetNanos;
    }

    TraceRing ring() {
        return ring;
    }

    /** Before the modules: keeps the packets that are wanted. */
    void begin(PacketBatch batch, @Nullable Chain[] chains) {
        long now = System.nanoTime() + epochOffsetNanos;
        for (int i = 0; i < batch.size(); i++) {
            open[i] = true;
            places[i] = filter.selects(batch, i) && isWanted(chains[i]) ? ring.add(batch, i, now) : TraceRing.NONE;
        }
    }

    private boolean isWanted(@Nullable Chain chain) {
        if (!filter.asksForModules()) {
            return true;
        }
        for (int m = 0; chain != null && m < chain.size(); m++) {
            if (filter.selects(chain.module(m).user(), chain.module(m).moduleId())) {
                return true;
            }
        }
        return false;
    }

    /** After a module's visit: what it took, and what it decided. */
    void visited(ModuleSlot module, Chain chain, PacketBatch batch, @Nullable Chain[] chains, long nanos) {
        int packets = 0;
        for (int i = 0; i < batch.size(); i++) {
            packets += open[i] && chains[i] == chain ? 1 : 0;
        }
        for (int i = 0; i < batch.size(); i++) {
            if (open[i] && chains[i] == chain) {
                open[i] = batch.verdict(i) == Verdict.ACCEPT;
                if (places[i] != TraceRing.NONE) {
                    ring.visited(places[i], module.user(), module.moduleId(), nanos, packets);
                }
            }
        }
    }

    /** After the last module. */
    void end(PacketBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (places[i] != TraceRing.NONE) {
                ring.decided(places[i], batch.verdict(i), batch.modified(i));
            }
        }
        ring.publish();
    }
}
