package org.netserv.node.path;

import java.util.concurrent.atomic.AtomicLong;

/**
 * So many units a second, of which some may come at once; many threads take from one limit, without a lock.
 *
 * <p>A bucket of tokens that is only an instant: since then it has been filling. Time comes from the caller, so that a batch
 * needs one reading.
 *
 * <p><b>Units.</b> Nanoseconds of {@link System#nanoTime}; what is counted, packets or bytes, is the caller's.
 *
 * <p><b>Thread.</b> Any.
 */
public final class RateLimit {
    private static final long SECOND = 1_000_000_000;
    /** Of what may come at once: ten in a second. */
    private static final long BURSTS = 10;
    /** A burst times a second must not overflow. */
    private static final long MAX_BURST = 1L << 32;

    private final boolean limited;
    private final long perSecond;
    private final long burstNanos;
    private final AtomicLong emptyAt;

    /**
     * @param perSecond units, at least 1; {@code Long.MAX_VALUE} is no limit
     * @param leastBurst units that may come at once however low the limit is, at least 1
     * @param nowNanos the present
     */
    public RateLimit(long perSecond, long leastBurst, long nowNanos) {
        if (perSecond < 1 || leastBurst < 1) {
            throw new IllegalArgumentException("a limit and its burst must be at least 1: perSecond=" + perSecond
                    + " leastBurst=" + leastBurst);
        }
        limited = perSecond != Long.MAX_VALUE;
        this.perSecond = perSecond;
        long burst = Math.min(Math.max(perSecond / BURSTS, leastBurst), MAX_BURST);
        burstNanos = limited ? ceilingNanos(burst) : 0;
        emptyAt = new AtomicLong(nowNanos - burstNanos);
    }

    /** Whether there is a limit. */
    public boolean isLimited() {
        return limited;
    }

    /**
     * Takes as many as there are, at most so many as are wanted.
     *
     * @return how many were taken
     */
    public long take(long nowNanos, long wanted) {
        if (!limited) {
            return wanted;
        }
        while (true) {
            long empty = emptyAt.get();
            long filling = Math.min(nowNanos - empty, burstNanos);
            long there = filling <= 0 ? 0 : filling * perSecond / SECOND;
            long taken = Math.min(there, wanted);
            if (taken <= 0) {
                return 0;
            }
            if (emptyAt.compareAndSet(empty, nowNanos - filling + ceilingNanos(taken))) {
                return taken;
            }
        }
    }

    /** Puts back what was taken and not used. */
    public void giveBack(long units) {
        if (limited && units > 0) {
            emptyAt.addAndGet(-(units * SECOND / perSecond));
        }
    }

    /** Takes units that have been used already, whether or not there are so many: what is missing must come in first. */
    void charge(long nowNanos, long units) {
        if (!limited) {
            return;
        }
        long nanos = ceilingNanos(Math.min(units, MAX_BURST));
        while (true) {
            long empty = emptyAt.get();
            long filling = Math.min(nowNanos - empty, burstNanos);
            if (emptyAt.compareAndSet(empty, nowNanos - filling + nanos)) {
                return;
            }
        }
    }

    /** Whether more has been charged than there was and has come in since. */
    boolean isOverdrawn(long nowNanos) {
        return limited && nowNanos - emptyAt.get() < 0;
    }

    /** In which so many come in; rounded up, so that the limit is never exceeded. */
    private long ceilingNanos(long units) {
        return Math.ceilDiv(units * SECOND, perSecond);
    }
}
