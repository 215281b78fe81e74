package org.netserv.perf.traffic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Percentiles by name, of as many values as each takes. */
public final class Percentiles {
    private static final List<String> NAMES = List.of("50", "90", "99", "99.9", "99.99");
    private static final String HIGHEST = "100";
    /** Values above a percentile, below which it is the luck of a few: 99 takes 1,000 values. */
    private static final int ABOVE = 10;
    private static final double PER_CENT = 100;

    private Percentiles() {}

    /** Ascending; without those for which there are too few values, except the highest value, which is one. */
    public static Map<String, Long> of(Histogram histogram) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (String name : NAMES) {
            double percentile = Double.parseDouble(name);
            // Rounded: 99.9 is not exactly that.
            if (histogram.getTotalCount() >= Math.round(ABOVE * PER_CENT / (PER_CENT - percentile))) {
                values.put(name, histogram.getValueAtPercentile(percentile));
            }
        }
        if (histogram.getTotalCount() > 0) {
            values.put(HIGHEST, histogram.getMaxValue());
        }
        return values;
    }
}
