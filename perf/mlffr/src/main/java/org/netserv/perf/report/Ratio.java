package org.netserv.perf.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;

/**
 * One rate as part of another, and how far it is spread.
 *
 * <p>Where both rates have the same number of values they are paired: a value and that of the same place in the other rate
 * were measured shortly after one another, and a host that drifts moves both. The ratio is then the median of the pairs',
 * and its range from the smallest of them to the largest. Otherwise it is that of the medians, and its range from the lowest
 * over the highest value to the highest over the lowest, which is wider.
 *
 * @param value 0 if it cannot be told
 * @param low lower end of the range
 * @param high upper end of the range
 * @param range what the range is
 * @param sign {@code ≥} or {@code ≤} if one of the rates is a bound; empty if neither is
 */
record Ratio(double value, double low, double high, Range range, String sign) {
    private static final Ratio UNKNOWN = new Ratio(0, 0, 0, Range.NONE, "");

    /** Where the range of a ratio comes from. */
    enum Range {
        /** There is only one value of each, or the ratio is not measured. */
        NONE,
        /** Of pairs of values. */
        PAIRED,
        /** Of the lowest and highest values. */
        EXTREMES
    }

    /** Unknown without one of the rates, and if both are bounds. */
    static Ratio of(@Nullable Estimate rate, @Nullable Estimate reference) {
        if (rate == null || reference == null || reference.low() <= 0) {
            return UNKNOWN;
        }
        boolean above = rate.bound() == Bound.AT_LEAST;
        boolean below = reference.bound() == Bound.AT_LEAST;
        if (above && below) {
            return UNKNOWN;
        }
        String sign = above ? "≥" : below ? "≤" : "";
        int values = rate.values().size();
        if (values != reference.values().size()) {
            return new Ratio(rate.median() / reference.median(), rate.low() / reference.high(),
                    rate.high() / reference.low(), Range.EXTREMES, sign);
        }
        List<Double> pairs = IntStream.range(0, values)
                .mapToObj(i -> rate.values().get(i) / reference.values().get(i)).toList();
        Estimate ratios = new Estimate(pairs, Bound.EXACT);
        return new Ratio(ratios.median(), ratios.low(), ratios.high(), values > 1 ? Range.PAIRED : Range.NONE, sign);
    }

    /** Of plain numbers, without a range; unknown if it is 0. */
    static Ratio of(double value) {
        return value > 0 ? new Ratio(value, value, value, Range.NONE, "") : UNKNOWN;
    }

    /** Whether there is one. */
    boolean known() {
        return value > 0;
    }

    /** Without its range: {@code ≥0.97}. */
    String brief() {
        return known() ? sign + digits(value) : "–";
    }

    /** Its range alone: {@code 0.95–0.98}. */
    String spread() {
        return digits(low) + "–" + digits(high);
    }

    /** {@code 0.97 [0.95–0.98]} if its values are paired, {@code 0.97 (0.95–0.98)} if they are not. */
    @Override
    public String toString() {
        return switch (range) {
            case NONE -> brief();
            case PAIRED -> brief() + " [" + spread() + "]";
            case EXTREMES -> brief() + " (" + spread() + ")";
        };
    }

    private static String digits(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }
}
