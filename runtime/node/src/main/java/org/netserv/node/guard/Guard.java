package org.netserv.node.guard;

/**
 * What woven code calls: a look at sizes wherever it asks for memory, and the way out when its {@link Gate} is shut.
 *
 * <p><b>Thread.</b> Any.
 */
public final class Guard {
    /** Elements of an array, or room in a collection, that are given at once: 8 MB of references or longs. */
    public static final int MAX_ELEMENTS = 1 << 20;

    /** Some 30 ms. */
    private static final long MAX_STEPS = 1L << 26;

    private Guard() {}

    /**
     * Called when the gate is shut: takes the thread out if it is the one that is to leave.
     *
     * <p><b>Errors.</b> {@link Overstay} on a thread that is to leave.
     */
    public static void leaveIfMeant() {
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
}
