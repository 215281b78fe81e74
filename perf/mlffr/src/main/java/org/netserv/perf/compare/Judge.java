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

    Difference judge(Cell cell, String measure, @Nullable Estimate before, @Nullable Estimate after) {
        double one = before == null ? 0 : before.median();
        double other = after == null ? 0 : after.median();
        if (before == null || after == null) {
            return missing(cell, measure, one, other);
        }
        RankTest test = RankTest.of(before.values(), after.values(), level);
        Change change = new Change(other / one, test.low(), test.high(), test.level(), test.p());
        Verdict verdict = verdict(before, after, change);
        return new Difference(cell.plane(), cell.cores(), cell.configuration(), cell.size(), measure, one, other,
                change,
                verdict, words(verdict, before, after, change));
    }

    private Difference missing(Cell cell, String measure, double before, double after) {
        Verdict verdict = before > 0 ? Verdict.SLOWER : after > 0 ? Verdict.FASTER : Verdict.NONE_SEEN;
        String words = before > 0
                ? "slower: no rate reaches it any more"
                : after > 0 ? "faster: no rate reached it before" : "no rate reaches it in either run";
        return new Difference(cell.plane(), cell.cores(), cell.configuration(), cell.size(), measure, before, after,
                null,
                verdict, words);
    }

    private Verdict verdict(Estimate before, Estimate after, Change change) {
        if (change.p() > 1 - level || Math.abs(change.ratio() - 1) < RESOLUTION) {
            boolean bound = before.bound() == Bound.AT_LEAST || after.bound() == Bound.AT_LEAST;
            return bound || tooFew(change) ? Verdict.CANNOT_TELL : Verdict.NONE_SEEN;
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

    private String words(Verdict verdict, Estimate before, Estimate after, Change change) {
        double percent = Math.abs(change.ratio() - 1) * 100;
        return switch (verdict) {
            case FASTER -> String.format(Locale.ROOT, "faster by %s%.1f %%", atLeast(after), percent);
            case SLOWER -> String.format(Locale.ROOT, "slower by %s%.1f %%", atLeast(before), percent);
            case NONE_SEEN -> change.p() > 1 - level
                    ? "no difference that the spread allows to see"
                    : "no difference beyond the search's precision";
            case CANNOT_TELL -> before.bound() == Bound.AT_LEAST || after.bound() == Bound.AT_LEAST
                    ? "cannot be told: the generator's limit"
                    : "cannot be told: only " + before.values().size() + " and " + after.values().size() + " values";
        };
    }

    private static String atLeast(Estimate estimate) {
        return estimate.bound() == Bound.AT_LEAST ? "at least " : "";
    }
}
