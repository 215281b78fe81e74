package org.netserv.signaling.machine;

/**
 * When something is sent again that nobody has answered: after T1, then after twice as long each time, until that would be
 * longer than T2. RFC 5971 §5.3.3.
 */
public record Backoff(long firstMillis, long longestMillis) {
    /** The times of RFC 5971. */
    public static final Backoff DEFAULT = new Backoff(500, 32_000);

    public Backoff {
        if (firstMillis < 1 || longestMillis < firstMillis) {
            throw new IllegalArgumentException("firstMillis=" + firstMillis + " longestMillis=" + longestMillis);
        }
    }

    /** How long to wait after having sent so many times, 1 for the first; 0 when it is time to give up. */
    public long waitMillis(int sent) {
        long wait = sent > Long.SIZE - Long.numberOfLeadingZeros(longestMillis) ? longestMillis + 1
                : firstMillis << (sent - 1);
        return wait > longestMillis ? 0 : wait;
    }
}
