package org.netserv.perf.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;

/**
 * One rate as part of another.
 *
 * @param value of the medians; 0 if it cannot be told
 * @param sign {@code ≥} or {@code ≤} if one of the rates is a bound; empty if neither is
 */
public record Ratio(double value, String sign) {
    private static final Ratio UNKNOWN = new Ratio(0, "");

    /** Unknown without one of the rates, and if both are bounds. */
    public static Ratio of(@Nullable Estimate rate, @Nullable Estimate reference) {
        if (rate == null || reference == null || reference.median() <= 0) {
            return UNKNOWN;
        }
        boolean above = rate.bound() == Bound.AT_LEAST;
        boolean below = reference.bound() == Bound.AT_LEAST;
        if (above && below && !rate.equals(reference)) {
            return UNKNOWN;
        }
        String sign = rate.equals(reference) ? "" : above ? "≥" : below ? "≤" : "";
        return new Ratio(rate.median() / reference.median(), sign);
    }

    /** Of plain numbers; unknown if one of them is 0. */
    public static Ratio of(double value) {
        return value > 0 ? new Ratio(value, "") : UNKNOWN;
    }

    /** Whether there is one. */
    public boolean known() {
        return value > 0;
    }

    @Override
    public String toString() {
        return known() ? sign + String.format(Locale.ROOT, "%.2f", value) : "–";
    }
}
