package org.netserv.perf.compare;

import org.jspecify.annotations.Nullable;

/**
 * What became of one rate of one cell, or of a ratio of two.
 *
 * @param plane of the cell
 * @param cores of the cell
 * @param configuration of the cell
 * @param size of the cell's traffic
 * @param measure {@code NDR}, {@code PDR} or {@code MRR}; of a ratio {@code PDR / 1} or {@code PDR / 3}
 * @param before median; 0 if there is no such rate
 * @param after median; 0 if there is no such rate
 * @param change the ratio of the second median to the first, and how sure; null if one is missing
 * @param verdict what to call it
 * @param words the verdict for people
 */
public record Difference(String plane, int cores, int configuration, String size, String measure, double before,
        double after, @Nullable Change change, Verdict verdict, String words) {

    /** What a difference is called. */
    public enum Verdict {
        /** More than chance and the search's precision explain. */
        FASTER,
        /** More than chance and the search's precision explain. */
        SLOWER,
        /** There may be one, but the spread hides it, or it is smaller than the search's precision. */
        NONE_SEEN,
        /** The values are only bounds, too few, or of machines that differ. */
        CANNOT_TELL
    }

    /**
     * A ratio of medians.
     *
     * @param ratio second over first
     * @param low lower end of its interval
     * @param high upper end of its interval
     * @param level of the interval, 0 to 1
     * @param p of the rank test
     */
    public record Change(double ratio, double low, double high, double level, double p) {}

    /** {@code nfqueue, 1 core, 64, config 4}. */
    public String cell() {
        return plane + ", " + cores + (cores == 1 ? " core, " : " cores, ") + size + ", config " + configuration;
    }
}
