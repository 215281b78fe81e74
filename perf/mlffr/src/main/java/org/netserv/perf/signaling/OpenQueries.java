package org.netserv.perf.signaling;

/**
 * Which Queries of an offer are open, and when each was due. They are known by their number, which is their cookie.
 *
 * <p><b>Thread.</b> One; allocates nothing once it is made.
 */
final class OpenQueries {
    /** What {@link #close} returns of a Query that is not open. */
    static final long NOT_OPEN = Long.MIN_VALUE;

    private final long[] due;
    private int opened;
    private int open;

    OpenQueries(int most) {
        due = new long[most];
    }

    /** How many were opened. */
    int opened() {
        return opened;
    }

    /** How many are open. */
    int open() {
        return open;
    }

    /** Opens the next one. */
    void open(long dueNanos) {
        due[opened++] = dueNanos;
        open++;
    }

    /** Closes one; when it was due, or {@link #NOT_OPEN}. */
    long close(long number) {
        if (number < 0 || number >= opened || due[(int) number] == NOT_OPEN) {
            return NOT_OPEN;
        }
        long since = due[(int) number];
        due[(int) number] = NOT_OPEN;
        open--;
        return since;
    }
}
