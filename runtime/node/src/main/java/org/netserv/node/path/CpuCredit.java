package org.netserv.node.path;

/**
 * CPU time that a module may use on one packet thread: each packet that comes for it brings some, what it uses is taken away.
 * Packets that it is not given bring theirs, too; so a module that is too slow is given fewer, rather than none.
 *
 * <p><b>Units.</b> Nanoseconds.
 *
 * <p><b>Thread.</b> The packet thread.
 */
final class CpuCredit {
    /** What may be used ahead. */
    static final long BURST_NANOS = 100_000_000;
    /** The same at first, when nothing is compiled: a parser of text takes fifty times as long then. It does not come back. */
    static final long FIRST_NANOS = 500_000_000;
    /** Credit within a batch must not overflow. */
    private static final long MAX_NANOS_PER_PACKET = 1L << 40;

    private final long nanosPerPacket;
    private long nanos = FIRST_NANOS;

    /** @param nanosPerPacket {@code Long.MAX_VALUE} is no limit */
    CpuCredit(long nanosPerPacket) {
        this.nanosPerPacket = Math.min(nanosPerPacket, MAX_NANOS_PER_PACKET);
    }

    /** Whether the module has used more than it may. */
    boolean isOverdrawn() {
        return nanos < 0;
    }

    /**
     * After a batch.
     *
     * @return what was used beyond what the packets brought
     */
    long settle(int packets, long usedNanos) {
        long brought = packets * nanosPerPacket;
        long left = nanos - usedNanos;
        nanos = Math.min(Math.max(BURST_NANOS, left), left + brought);
        return Math.max(0, usedNanos - brought);
    }
}
