package org.netserv.perf.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;

/**
 * A cell's PDR as part of that of another configuration of the same run.
 *
 * @param values what a rank test may take: one for each round if both cells have equally many, of which those in the same
 *     place were measured shortly after one another; otherwise one, that of the medians; null if there is no such ratio
 * @param lost whether there is none because the cell reached no PDR, and the reference did
 * @param unpaired whether the cells have not equally many values
 */
record RatioOfRates(@Nullable Estimate values, boolean lost, boolean unpaired) {
    private static final RatioOfRates NONE = new RatioOfRates(null, false, false);

    /** None for a reference itself, where one rate is only a bound, and where the reference is missing. */
    static RatioOfRates of(Cell cell, int reference, List<Cell> cells) {
        Estimate below = reference(cell, reference, cells);
        if (cell.configuration() <= reference || below == null || below.bound() == Bound.AT_LEAST
                || below.low() <= 0) {
            return NONE;
        }
        Estimate above = cell.pdr();
        if (above == null) {
            return new RatioOfRates(null, cell.complete(), false);
        }
        if (above.bound() == Bound.AT_LEAST) {
            return NONE;
        }
        if (above.values().size() != below.values().size()) {
            return new RatioOfRates(new Estimate(List.of(above.median() / below.median()), Bound.EXACT), false, true);
        }
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < above.values().size(); i++) {
            values.add(above.values().get(i) / below.values().get(i));
        }
        return new RatioOfRates(new Estimate(values, Bound.EXACT), false, false);
    }

    /** Plain forwarding may be another plane's: it is the same on all of them. */
    private static @Nullable Estimate reference(Cell cell, int reference, List<Cell> cells) {
        Estimate found = null;
        for (Cell other : cells) {
            if (other.configuration() == reference && other.cores() == cell.cores() && other.size().equals(cell.size())
                    && (other.plane().equals(cell.plane()) || (reference == 1 && found == null))) {
                found = other.pdr();
            }
        }
        return found;
    }
}
