package org.netserv.perf.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.netserv.perf.result.Trial;

/**
 * What several trials say of one rate.
 *
 * @param intended packets per second asked for
 * @param trials those that count; empty if the rate could not be measured
 * @param reached targets that the median reaches
 * @param notOffered whether the generator fell short of the rate
 */
record Judgement(double intended, List<Trial> trials, Set<Target> reached, boolean notOffered) {

    static Judgement unmeasurable(double intended) {
        return new Judgement(intended, List.of(), Set.of(), false);
    }

    boolean measured() {
        return !trials.isEmpty();
    }

    /** Packets per second that this speaks of: what was asked for, or what was reached if that is less. */
    double rate() {
        return measured() ? Math.min(intended, offered(trials)) : intended;
    }

    static double offered(List<Trial> trials) {
        List<Double> offered = new ArrayList<>(trials.size());
        for (Trial trial : trials) {
            offered.add(trial.offered());
        }
        return Median.of(offered);
    }
}
