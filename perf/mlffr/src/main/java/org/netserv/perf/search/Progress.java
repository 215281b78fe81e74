package org.netserv.perf.search;

import java.time.Duration;
import org.netserv.perf.result.Trial;

/** Is told of each trial of a search after it has ended. */
@FunctionalInterface
public interface Progress {

    /** Tells nobody. */
    Progress NONE = step -> {};

    /** Another trial has ended. */
    void trialEnded(Step step);

    /**
     * How far a search is.
     *
     * @param round from 1
     * @param rounds how many there will be
     * @param trial the trial that has ended
     * @param spent length of all trials so far, with what each costs beside its traffic
     * @param expected length of the whole search, as {@link SearchSettings#expected()} has it
     */
    record Step(int round, int rounds, Trial trial, Duration spent, Duration expected) {

        /** Part that is done, 0 to 1: an estimate that never reaches 1 before the end. */
        public double part() {
            double total = Math.max(1, expected.toMillis());
            return Math.min(0.99, spent.toMillis() / total);
        }
    }
}
