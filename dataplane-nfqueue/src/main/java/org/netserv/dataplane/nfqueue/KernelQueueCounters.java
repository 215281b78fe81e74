package org.netserv.dataplane.nfqueue;

import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/**
 * What the kernel says of its queues: packets lost before they reached us.
 *
 * <p><b>Thread.</b> One, in the network namespace of the queues.
 */
final class KernelQueueCounters implements AutoCloseable {
    private final int first;
    private final int last;
    private final Tally queueFull;
    private final Tally bufferFull;

    KernelQueueCounters(NodeCounters counters, int first, int last) {
        this.first = first;
        this.last = last;
        queueFull = counters.allocate("nfqueue.kernel.queue-full");
        bufferFull = counters.allocate("nfqueue.kernel.buffer-full");
    }

    /** Brings the counters up to date. */
    void update() {
        long dropped = 0;
        long userDropped = 0;
        for (KernelQueue row : KernelQueue.all()) {
            if (row.number() >= first && row.number() <= last) {
                dropped += row.dropped();
                userDropped += row.userDropped();
            }
        }
        queueFull.add(Math.max(0, dropped - queueFull.value()));
        bufferFull.add(Math.max(0, userDropped - bufferFull.value()));
    }

    @Override
    public void close() {
        queueFull.close();
        bufferFull.close();
    }
}
