package org.netserv.perf.footprint;

import java.util.List;
import java.util.Locale;

/** The middle, the lowest and the highest of several values. */
public record Spread(double median, double lowest, double highest) {

    /** Of at least one. */
    public static Spread of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** As {@code 1.32 [1.20–1.51]}, with so many decimals. */
    public String text(int decimals) {
        String number = "%." + decimals + "f";
        return String.format(Locale.ROOT, number + " [" + number + "–" + number + "]", median, lowest, highest);
    }
}
