package org.netserv.perf.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;

/** Runs a search's trials, keeps them, repeats void ones, and counts the time that they take. */
final class TrialRunner {
    private final Trials trials;
    private final SearchSettings settings;
    private final Progress progress;
    private final List<Trial> all = new ArrayList<>();
    private final Set<String> disturbances = new LinkedHashSet<>();
    private Duration spent = Duration.ZERO;
    private String whyVoid = "";
    private int round;
    private int disturbed;

    TrialRunner(Trials trials, SearchSettings settings, Progress progress) {
        this.trials = trials;
        this.settings = settings;
        this.progress = progress;
    }

    void startRound(int number) {
        round = number;
    }

    /** One trial that is not void; null if all attempts were: {@link #whyVoid()} then has the reason of the last. */
    @Nullable
    Trial run(String phase, double packetsPerSecond, Duration duration) throws InterruptedException {
        for (int attempt = 0; attempt <= settings.counts().voidRepeats(); attempt++) {
            Trial trial = trials.run(phase, packetsPerSecond, duration);
            all.add(trial);
            spent = spent.plus(duration).plus(settings.times().overhead());
            progress.trialEnded(
                    new Progress.Step(round, settings.rounds(), trial, spent, settings.expected()));
            if (trial.validity() != Validity.VOID) {
                return trial;
            }
            whyVoid = trial.remark();
        }
        return null;
    }

    /** Notes that a disturbed trial was accepted because its repetitions were disturbed as well. */
    void accept(Trial trial) {
        if (trial.validity() == Validity.DISTURBED) {
            disturbed++;
            disturbances.add(trial.remark());
        }
    }

    boolean exhausted() {
        return spent.compareTo(settings.longest()) >= 0;
    }

    String whyVoid() {
        return whyVoid;
    }

    /** Disturbed trials that were accepted. */
    int disturbed() {
        return disturbed;
    }

    /** What disturbed the first of them; empty if none. */
    String firstDisturbance() {
        return disturbances.isEmpty() ? "" : disturbances.iterator().next();
    }

    List<Trial> all() {
        return List.copyOf(all);
    }
}
