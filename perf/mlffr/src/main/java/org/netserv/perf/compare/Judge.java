package org.netserv.perf.compare;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.compare.Difference.Change;
import org.netserv.perf.compare.Difference.Verdict;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;

/** Judges whether two estimates differ. */
final class Judge {
    /** Twice the precision of a full search: what lies closer may be the search's grid. */
    private static final double RESOLUTION = 0.02;

    private final double level;

    Judge(double level) {
        this.level = level;
    }

    /**
     * Judges.
     *
     * @param earlier whose estimate {@code before} is
     * @param later whose estimate {@code after} is
     */
    Difference judge(Cell earlier, Cell later, String measure, @Nullable Estimate before, @Nullable Estimate after) {
        if (before == null || after == null) {
            return missing(earlier, later, measure, before, after);
        }
        double one = before.median();
        double other = after.median();
        RankTest test = RankTest.of(before.values(), after.values(), level);
        Change change = new Change(other / one, test.low(), test.high(), test.level(), test.p());
        Verdict verdict = verdict(before, after, change);
        return difference(later, measure, one, other, change, verdict, words(verdict, before, after, change));
    }

    /** A rate that is missing was not reached, unless its cell was not measured to the end. */
    private static Difference missing(Cell earlier, Cell later, String measure, @Nullable Estimate before,
            @Nullable Estimate after) {
        double one = before == null ? 0 : before.median();
        double other = after == null ? 0 : after.median();
        if ((before == null && !earlier.complete()) || (after == null && !later.complete())) {
            return difference(later, measure, one, other, null, Verdict.CANNOT_TELL,
                    "cannot be told: the cell is partial");
        }
        if (before == null && after == null) {
            return difference(later, measure, one, other, null, Verdict.NONE_SEEN, "no rate reaches it in either run");
        }
        return before == null
                ? difference(later, measure, one, other, null, Verdict.FASTER, "faster: no rate reached it before")
                : difference(later, measure, one, other, null, Verdict.SLOWER, "slower: no rate reaches it any more");
    }

    private static Difference difference(Cell cell, String measure, double before, double after,
            @Nullable Change change, Verdict verdict, String words) {
        return new Difference(cell.plane(), cell.cores(), cell.configuration(), cell.size(), measure, before, after,
                change, verdict, words);
    }

    private Verdict verdict(Estimate before, Estimate after, Change change) {
        if (change.p() > 1 - level || Math.abs(change.ratio() - 1) < RESOLUTION) {
            boolean bound = before.bound() == Bound.AT_LEAST || after.bound() == Bound.AT_LEAST;
            return bound || (tooFew(change) && !near(before, after, change))
                    ? Verdict.CANNOT_TELL
                    : Verdict.NONE_SEEN;
        }
        // A bound that lies above what the other run reached is a difference; one below it is none.
        if (change.ratio() > 1) {
            return before.bound() == Bound.AT_LEAST ? Verdict.CANNOT_TELL : Verdict.FASTER;
        }
        return after.bound() == Bound.AT_LEAST ? Verdict.CANNOT_TELL : Verdict.SLOWER;
    }

    /** Whether not even values that are all apart would be a difference. */
    private boolean tooFew(Change change) {
        return change.level() < level;
    }

    /** Whether the values lie among one another, or so close that more of them would not matter. */
    private static boolean near(Estimate before, Estimate after, Change change) {
        return Math.abs(change.ratio() - 1) < RESOLUTION
                || (before.low() <= after.high() && after.low() <= before.high());
    }

    private static String words(Verdict verdict, Estimate before, Estimate after, Change change) {
        double percent = Math.abs(change.ratio() - 1) * 100;
        return switch (verdict) {
            case FASTER -> String.format(Locale.ROOT, "faster by %s%.1f %%", atLeast(after), percent);
            case SLOWER -> String.format(Locale.ROOT, "slower by %s%.1f %%", atLeast(before), percent);
            case NONE_SEEN -> "no difference that is more than noise";
            case CANNOT_TELL -> before.bound() == Bound.AT_LEAST || after.bound() == Bound.AT_LEAST
                    ? "cannot be told: the generator's limit"
                    : "cannot be told: " + before.values().size() + " and " + after.values().size()
                            + " values, too few";
        };
    }

    private static String atLeast(Estimate estimate) {
        return estimate.bound() == Bound.AT_LEAST ? "at least " : "";
    }
}
