package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis: where a value lies between two places of a picture, and where its marks are.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}
 * @param logarithmic whether equal distances are equal ratios
 * @param ticks marks
 */
record Scale(double low, double high, double from, double to, boolean logarithmic, List<Tick> ticks) {

    /** A mark of an axis. */
    record Tick(double value, String label) {}

    /** From 0 to a round value at or above {@code high}. */
    static Scale linear(double high, double from, double to, int ticks) {
        double top = high > 0 ? high : 1;
        double rough = top / ticks;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * 10;
        for (double factor : new double[]{1, 2, 2.5, 5}) {
            if (rough <= power * factor) {
                step = power * factor;
                break;
            }
        }
        List<Tick> marks = new ArrayList<>();
        double last = Math.ceil(top / step - 1e-9) * step;
        for (int i = 0; i * step <= last * (1 + 1e-9); i++) {
            marks.add(new Tick(i * step, label(i * step)));
        }
        return new Scale(0, last, from, to, false, marks);
    }

    /** Whole decades. */
    static Scale decades(double low, double high, double from, double to) {
        double bottom = Math.pow(10, Math.floor(Math.log10(low)));
        double top = Math.pow(10, Math.ceil(Math.log10(high)));
        if (top <= bottom) {
            top = bottom * 10;
        }
        List<Tick> marks = new ArrayList<>();
        for (double value = bottom; value <= top * 1.001; value *= 10) {
            marks.add(new Tick(value, label(value)));
        }
        return new Scale(bottom, top, from, to, true, marks);
    }

    /** Names at equal distances: the first is at 0. */
    static Scale names(List<String> names, double from, double to) {
        List<Tick> marks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            marks.add(new Tick(i, names.get(i)));
        }
        double margin = names.size() == 1 ? 0.5 : 0.15;
        return new Scale(-margin, names.size() - 1 + margin, from, to, false, marks);
    }

    double at(double value) {
        double part = logarithmic
                ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
                : (value - low) / (high - low);
        return from + part * (to - from);
    }

    static String label(double value) {
        if (value >= 1_000_000) {
            return plain(value / 1_000_000) + " M";
        }
        return value >= 10_000 ? plain(value / 1000) + " k" : plain(value);
    }

    private static String plain(double value) {
        String text = String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
        return text.replaceAll("\\.?0+$", "").isEmpty() ? "0"
                : text.replaceAll("(\\.\\d*?)0+$", "$1").replaceAll("\\.$", "");
    }
}
