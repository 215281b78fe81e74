package org.netserv.node.log;

import java.util.function.LongSupplier;

/**
 * So many lines a second on average, some of them at once; counts those that are over it until one is within it again.
 *
 * <p><b>Thread.</b> Any.
 */
public final class LineLimit {
    /** What {@link #claim} says of a line that is over the limit. */
    public static final long OVER = -1;

    private static final long SECOND = 1_000_000_000;

    private final long nanosPerLine;
    private final int burst;
    private final LongSupplier nanoClock;
    private long refilledNanos;
    private int tokens;
    private long leftOut;

    /**
     * @param perSecond lines, at least 1
     * @param burst lines that may come at once, at least 1
     */
    public LineLimit(int perSecond, int burst, LongSupplier nanoClock) {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException(
                    "expected at least one line: perSecond=" + perSecond + " burst=" + burst);
        }
        this.nanosPerLine = SECOND / perSecond;
        this.burst = burst;
        this.nanoClock = nanoClock;
        refilledNanos = nanoClock.getAsLong();
        tokens = burst;
    }

    /** Lines left out before this one, or {@link #OVER} if this one is too. */
    public synchronized long claim() {
        long now = nanoClock.getAsLong();
        long gained = (now - refilledNanos) / nanosPerLine;
        if (gained > 0) {
            tokens = (int) Math.min(burst, tokens + gained);
            refilledNanos += gained * nanosPerLine;
        }
        if (tokens == 0) {
            leftOut++;
            return OVER;
        }
        tokens--;
        long before = leftOut;
        leftOut = 0;
        return before;
    }

    /** What a line that was let through says of those before it. */
    public static String told(String text, long before) {
        return before == 0 ? text : text + " [" + before + " lines before this were left out]";
    }
}
