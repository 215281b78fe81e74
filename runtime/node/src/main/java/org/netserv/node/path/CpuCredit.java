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
    /** What may be used ahead: classes initialise, and nothing is compiled. */
    static final long BURST_NANOS = 100_000_000;
    /** Credit within a batch must not overflow. */
    private static final long MAX_NANOS_PER_PACKET = 1L << 40;

    private final long nanosPerPacket;
    private long nanos = BURST_NANOS;

    /** @param nanosPerPacket {@code Long.MAX_VALUE} is no limit */
    CpuCredit(long nanosPerPacket) {
        this.nanosPerPacket = Math.min(nanosPerPacket, MAX_NANOS_PER_PACKET);
    }

    /** Whether the module has used more than it may. */
    boolean isOverdrawn() {
        return nanos < 0;
    }

    /** After a batch. */
    void settle(int packets, long usedNanos) {
        nanos = Math.min(BURST_NANOS, nanos - usedNanos + packets * nanosPerPacket);
    }
}
