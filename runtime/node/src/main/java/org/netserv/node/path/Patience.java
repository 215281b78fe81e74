package org.netserv.node.path;

/**
 * CPU time that a module may take on a packet thread: for a batch, before it is taken out, and beyond its quota, before it is
 * throttled.
 *
 * <p>Where modules are tried its first batches have more: nothing of it is compiled, and parsing text takes fifty times as
 * long then. Where all publishers' packets wait for it, it has no more than for any other batch, and a tenth as much beyond
 * its quota.
 *
 * <p><b>Thread.</b> The packet thread.
 */
final class Patience {
    private static final int COLD_BATCHES = 50;
    private static final long COLD_NANOS = 50_000_000;
    private static final long NANOS = 10_000_000;
    /** Of each second, and at once: the rest of the time is for the packets of others. */
    static final long EXCESS_NANOS = 100_000_000;
    static final long EXCESS_BURST_NANOS = 25_000_000;
    static final long SHARED_EXCESS_NANOS = 10_000_000;
    static final long SHARED_EXCESS_BURST_NANOS = 5_000_000;

    private final RateLimit excess;
    private int coldBatches;

    private Patience(int coldBatches, RateLimit excess) {
        this.coldBatches = coldBatches;
        this.excess = excess;
    }

    /** For a module on that packet thread. */
    static Patience of(PacketPath path, int worker) {
        long now = System.nanoTime();
        return path.quarantine() == 0 || path.isQuarantine(worker)
                ? new Patience(COLD_BATCHES, new RateLimit(EXCESS_NANOS, EXCESS_BURST_NANOS, now))
                : new Patience(0, new RateLimit(SHARED_EXCESS_NANOS, SHARED_EXCESS_BURST_NANOS, now));
    }

    /** What it may use beyond what its packets bring, in nanoseconds. */
    RateLimit excess() {
        return excess;
    }

    /** For the batch that begins, in nanoseconds. */
    long nextNanos() {
        if (coldBatches == 0) {
            return NANOS;
        }
        coldBatches--;
        return COLD_NANOS;
    }
}
