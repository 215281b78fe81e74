package org.netserv.node.guard;

/**
 * What is woven into publishers' code: a look at a flag wherever it could go round in circles, and a look at sizes wherever
 * it asks for memory.
 *
 * <p>The flag is one for all threads, so that the look is a load and a branch; only a thread that sees it set finds out
 * whether it is the one that is meant.
 *
 * <p><b>Thread.</b> Any.
 */
public final class Guard {
    /** Elements of an array, or room in a collection, that are given at once: 8 MB of references or longs. */
    public static final int MAX_ELEMENTS = 1 << 20;

    /** Some 30 ms. */
    private static final long MAX_STEPS = 1L << 26;
    private static volatile boolean somebodyIsToLeave;

    private Guard() {}

    /**
     * Woven in at the beginning of methods, before jumps back, and at the beginning of exception handlers.
     *
     * <p><b>Errors.</b> {@link Overstay} on a thread that is to leave.
     */
    public static void check() {
        if (somebodyIsToLeave) {
            leaveIfMeant();
        }
    }

    private static void leaveIfMeant() {
        Watch watch = Watch.ofThisThread();
        if (watch != null) {
            watch.leaveIfMeant();
        }
    }

    /**
     * Woven in before memory is asked for.
     *
     * @return the same
     */
    public static int elements(int count) {
        check();
        if (count > MAX_ELEMENTS) {
            throw new Oversize(count);
        }
        return count;
    }

    /** The same for an array of arrays. Negative counts are left to the instruction that follows. */
    public static void elements(int outer, int inner) {
        long count = (long) Math.max(0, outer) * Math.max(1, inner);
        if (count > MAX_ELEMENTS || outer > MAX_ELEMENTS) {
            throw new Oversize(count);
        }
    }

    /** Woven in before a string is searched for another, which takes as long as the product of their lengths. */
    public static void search(String in, String what) {
        long steps = (long) in.length() * what.length();
        if (steps > MAX_STEPS) {
            throw new Oversize(steps);
        }
    }

    /** Whether any thread is to leave. */
    static void somebodyIsToLeave(boolean somebody) {
        if (somebodyIsToLeave != somebody) {
            somebodyIsToLeave = somebody;
        }
    }
}
