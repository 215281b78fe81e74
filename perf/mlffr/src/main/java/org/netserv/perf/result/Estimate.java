package org.netserv.perf.result;

import java.util.List;

/**
 * A rate that was determined several times.
 *
 * <p><b>Units.</b> Packets per second.
 *
 * @param values one for each time, in the order of measuring; not empty
 * @param bound whether it is the rate itself, or only a bound because the generator could not go beyond it
 */
public record Estimate(List<Double> values, Bound bound) {

    /** What a rate says. */
    public enum Bound {
        /** The router gave up here. */
        EXACT,
        /** The generator gave up first: the router can do at least this. */
        AT_LEAST
    }

    /** The middle one; the mean of the two in the middle if their number is even. */
    public double median() {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest. */
    public double low() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** The largest. */
    public double high() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
