package org.netserv.perf.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;
import org.netserv.perf.search.Trials;

/**
 * Lets a router's compilers do their work, then keeps it busy at about what it can take until it takes no more than
 * before. Offered far more, a router may forward nothing at all, and would never get warm.
 */
public final class WarmUp {
    /** More than a container can take: what it does with it at first is its cold rate. */
    private static final double COLD_RATE = 400_000;
    /** Leaves a container's compilers half of a CPU, on which its packet threads come first. */
    private static final double GENTLE_RATE = 60_000;
    private static final double FIRST_RATE = 100_000;
    private static final double FASTER = 1.25;
    private static final double TOLERABLE_LOSS = 0.005;
    /** The rate is steady when the best of the last trials is no better than this times the best before them. */
    private static final double STEADY = 1.03;
    private static final int LOOK_BACK = 5;

    private WarmUp() {}

    /**
     * What came of it.
     *
     * @param cold packets per second forwarded of 400,000 offered at once when it had just come up; a bound if nothing was
     *     lost; null if that trial was void
     * @param seconds of traffic until the rate was steady, or until there was no time left
     * @param steady whether it was
     */
    public record Outcome(@Nullable Estimate cold, double seconds, boolean steady) {}

    /**
     * Warms a router up.
     *
     * @param least gentle traffic that it gets in any case
     * @param most traffic that it gets at most; 0 if it has nothing to compile, and only its cold rate is wanted
     * @param all receives every trial, in order
     */
    public static Outcome run(Trials trials, Duration trial, Duration least, Duration most, List<? super Trial> all)
            throws InterruptedException {
        Trial first = trials.run("warm-up", COLD_RATE, trial);
        all.add(first);
        Estimate cold = cold(first);
        double seconds = first.seconds();
        while (seconds < seconds(least)) {
            Trial gentle = trials.run("warm-up", GENTLE_RATE, trial);
            all.add(gentle);
            seconds += seconds(trial);
        }
        double rate = FIRST_RATE;
        List<Double> passed = new ArrayList<>();
        while (seconds < seconds(most) && !isSteady(passed)) {
            Trial next = trials.run("warm-up", rate, trial);
            all.add(next);
            seconds += Math.max(next.seconds(), seconds(trial));
            if (next.validity() == Validity.VOID) {
                continue;
            }
            boolean kept = next.lossRatio() <= TOLERABLE_LOSS;
            passed.add(kept ? next.forwarded() : 0.0);
            boolean offered = next.offered() > rate * 0.97;
            if (!kept) {
                rate = Math.max(next.forwarded() * 0.95, rate * 0.6);
            } else if (offered) {
                rate *= FASTER;
            }
        }
        return new Outcome(cold, seconds, most.isZero() || isSteady(passed));
    }

    private static @Nullable Estimate cold(Trial first) {
        if (first.validity() == Validity.VOID) {
            return null;
        }
        return new Estimate(List.of(first.forwarded()),
                first.lossRatio() > TOLERABLE_LOSS ? Bound.EXACT : Bound.AT_LEAST);
    }

    private static boolean isSteady(List<Double> passed) {
        int split = passed.size() - LOOK_BACK;
        return split >= LOOK_BACK && best(passed.subList(split, passed.size())) <= STEADY
                * best(passed.subList(0, split));
    }

    private static double best(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
