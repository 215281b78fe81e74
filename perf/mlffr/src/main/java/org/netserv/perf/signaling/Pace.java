package org.netserv.perf.signaling;

/**
 * When each of many messages is due, at a steady rate. It does not know when they are sent: one that is sent late was still due when it was due,
 * and whoever measures from then omits nothing that has waited.
 *
 * <p><b>Units.</b> Times are nanoseconds of {@link System#nanoTime}.
 */
record Pace(long beginNanos, double intervalNanos) {
    private static final double SECOND = 1e9;

    /** So many a second, the first at once. */
    static Pace of(long beginNanos, double perSecond) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("perSecond=" + perSecond);
        }
        return new Pace(beginNanos, SECOND / perSecond);
    }

    /** When a message is due, counted from 0. */
    long dueNanos(long number) {
        return beginNanos + (long) (number * intervalNanos);
    }

    /** How many are due by now. */
    long dueBy(long nowNanos) {
        long passed = nowNanos - beginNanos;
        return passed < 0 ? 0 : (long) (passed / intervalNanos) + 1;
    }
}
