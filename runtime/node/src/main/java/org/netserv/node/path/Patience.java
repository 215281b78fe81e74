package org.netserv.node.path;

/**
 * CPU time that a module may take for a batch before it is taken out.
 *
 * <p>Where modules are tried its first batches have more: nothing of it is compiled, and parsing text takes fifty times as
 * long then. Where all publishers' packets wait for it, it has no more than for any other batch.
 *
 * <p><b>Thread.</b> The packet thread.
 */
final class Patience {
    private static final int COLD_BATCHES = 50;
    private static final long COLD_NANOS = 50_000_000;
    private static final long NANOS = 10_000_000;

    private int coldBatches;

    private Patience(int coldBatches) {
        this.coldBatches = coldBatches;
    }

    /** For a module on that packet thread. */
    static Patience of(PacketPath path, int worker) {
        return new Patience(path.quarantine() == 0 || path.isQuarantine(worker) ? COLD_BATCHES : 0);
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
