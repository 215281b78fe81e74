package org.netserv.perf.search;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where a rate lies, from the rates judged so far. The upper bound is the lowest rate that missed the target, the lower
 * bound the highest below it that reached it: a router that loses packets at some rate, and at higher ones does not, gets
 * the lower of the two, as MLRsearch defines it.
 */
final class Bounds {
    private final NavigableMap<Double, Boolean> judged = new TreeMap<>();

    void put(double rate, boolean reached) {
        judged.merge(rate, reached, Boolean::logicalAnd);
    }

    /** Packets per second; infinite if no rate has missed the target. */
    double upper() {
        for (Map.Entry<Double, Boolean> entry : judged.entrySet()) {
            if (!entry.getValue()) {
                return entry.getKey();
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** Packets per second; 0 if no rate below the upper bound has reached the target. */
    double lower() {
        double lower = 0;
        for (Map.Entry<Double, Boolean> entry : judged.entrySet()) {
            if (!entry.getValue()) {
                break;
            }
            lower = entry.getKey();
        }
        return lower;
    }
}
