package org.netserv.perf.signaling;

import org.jspecify.annotations.Nullable;

/**
 * A search for the highest rate that passes: up or down until it lies between two rates, then halving what is between them.
 *
 * <p>A rate that fails is tried once more: on a virtual machine a CPU may be taken away for long enough to lose what would otherwise be answered.
 */
final class MaximumRate {
    private static final double STRIDE = 1.15;
    private static final int MOST_RATES = 24;

    private MaximumRate() {}

    /** Tries a rate. */
    interface Attempts<T> {
        /** What passed, or null. */
        @Nullable
        T at(double perSecond) throws InterruptedException;
    }

    /**
     * What passed at the highest rate found, or null if no rate passed.
     *
     * @param start the rate to begin with
     * @param precision distance of the two rates that ends the search, as part of the lower one
     */
    static <T> @Nullable T find(double start, double precision, Attempts<T> attempts) throws InterruptedException {
        T best = null;
        double lower = 0;
        double upper = Double.POSITIVE_INFINITY;
        double rate = start;
        for (int n = 0; n < MOST_RATES && upper - lower > precision * lower; n++) {
            T passed = attempts.at(rate);
            if (passed == null) {
                passed = attempts.at(rate);
            }
            if (passed != null) {
                best = passed;
                lower = rate;
            } else {
                upper = rate;
            }
            rate = lower == 0 ? upper / STRIDE
                    : upper == Double.POSITIVE_INFINITY ? lower * STRIDE
                            : (lower + upper) / 2;
        }
        return best;
    }
}
