package org.netserv.signaling.time;

/**
 * Lets so many events happen a second, and some at once.
 *
 * <p><b>Thread.</b> One.
 */
public final class TokenBucket {
    private static final long MILLIS = 1000;

    private final long perSecond;
    private final long fullThousandths;
    private long thousandths;
    private long atMillis;

    /**
     * @param perSecond in the long run
     * @param burst at once, at most
     */
    public TokenBucket(long perSecond, long burst, long nowMillis) {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("perSecond=" + perSecond + " burst=" + burst);
        }
        this.perSecond = perSecond;
        fullThousandths = burst * MILLIS;
        thousandths = fullThousandths;
        atMillis = nowMillis;
    }

    /** Whether one more may happen now; then it counts. */
    public boolean take(long nowMillis) {
        long passed = nowMillis - atMillis;
        if (passed > 0) {
            atMillis = nowMillis;
            thousandths = passed > fullThousandths / perSecond ? fullThousandths
                    : Math.min(fullThousandths, thousandths + passed * perSecond);
        }
        if (thousandths < MILLIS) {
            return false;
        }
        thousandths -= MILLIS;
        return true;
    }
}
