package org.netserv.perf.search;

import java.util.List;

/** The one in the middle. */
final class Median {

    private Median() {}

    /** The mean of the two in the middle if their number is even. */
    static double of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
