package org.netserv.perf.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;

/** Judges a rate by the median loss of short trials, or by a long one. */
final class RateJudge {
    /** Of three. */
    private static final int MAJORITY = 2;

    private final TrialRunner runner;
    private final SearchSettings settings;

    RateJudge(TrialRunner runner, SearchSettings settings) {
        this.runner = runner;
        this.settings = settings;
    }

    /**
     * The median of up to {@code count} short trials; fewer if the others could not change it. A disturbed trial is
     * repeated only if it missed a target: nothing that takes CPU from a router makes it lose less.
     */
    Judgement judge(double rate, int count, Set<Target> wanted) throws InterruptedException {
        List<Trial> counted = new ArrayList<>(count);
        int repeats = settings.counts().disturbedRepeats();
        while (counted.size() < count && !decided(counted, count, wanted)) {
            Trial trial = runner.run("search", rate, settings.times().shortTrial());
            if (trial == null) {
                return Judgement.unmeasurable(rate);
            }
            boolean missed = !reached(trial).containsAll(wanted);
            if (missed && trial.validity() == Validity.DISTURBED && repeats > 0) {
                repeats--;
                continue;
            }
            if (missed) {
                runner.accept(trial);
            }
            counted.add(trial);
        }
        EnumSet<Target> reached = EnumSet.noneOf(Target.class);
        for (Target target : wanted) {
            if (reaching(counted, target) * 2 > counted.size()) {
                reached.add(target);
            }
        }
        return new Judgement(rate, List.copyOf(counted), reached, shortOf(rate, Judgement.offered(counted)));
    }

    /**
     * What long trials say of a rate.
     *
     * @param verdict of two out of three
     * @param last of them
     */
    record Confirmation(Verdict verdict, Trial last) {}

    /** See {@link Confirmation}. */
    enum Verdict {
        /** They reach the target. */
        REACHED,
        /** They miss it. */
        MISSED,
        /** Each one that missed it was disturbed, all repetitions included: they say nothing. */
        DISTURBED
    }

    /**
     * Two of three long trials that agree; null if the rate could not be measured. A host that stops for some milliseconds
     * now and then would let no rate pass a single one. A disturbed trial that misses the target is repeated.
     */
    @Nullable
    Confirmation confirm(double rate, Target target) throws InterruptedException {
        Duration duration = settings.longTrial(rate);
        int repeats = settings.counts().disturbedRepeats();
        int reached = 0;
        int missed = 0;
        boolean undisturbed = false;
        Trial trial;
        do {
            trial = runner.run("confirm", rate, duration);
            if (trial == null) {
                return null;
            }
            if (target.reachedWith(trial.lossRatio())) {
                reached++;
            } else if (trial.validity() == Validity.VALID || repeats == 0) {
                missed++;
                undisturbed |= trial.validity() == Validity.VALID;
            } else {
                repeats--;
            }
        } while (reached < MAJORITY && missed < MAJORITY);
        Verdict verdict = reached == MAJORITY ? Verdict.REACHED : undisturbed ? Verdict.MISSED : Verdict.DISTURBED;
        return new Confirmation(verdict, trial);
    }

    /** Trials at the generator's maximum; empty if they could not be measured. */
    List<Trial> maximum(int count) throws InterruptedException {
        List<Trial> counted = new ArrayList<>(count);
        int repeats = settings.counts().disturbedRepeats();
        while (counted.size() < count) {
            Trial trial = runner.run("max", 0, settings.times().shortTrial());
            if (trial == null) {
                return List.of();
            }
            if (trial.validity() == Validity.DISTURBED && repeats-- > 0) {
                continue;
            }
            runner.accept(trial);
            counted.add(trial);
        }
        return counted;
    }

    /** Whether the generator reached less of a rate than is close enough. */
    boolean shortOf(double rate, double offered) {
        return offered < rate * (1 - settings.limits().shortfall());
    }

    private static boolean decided(List<Trial> counted, int count, Set<Target> wanted) {
        for (Target target : wanted) {
            int reaching = reaching(counted, target);
            if (Math.max(reaching, counted.size() - reaching) <= count / 2) {
                return false;
            }
        }
        return true;
    }

    private static int reaching(List<Trial> trials, Target target) {
        int reaching = 0;
        for (Trial trial : trials) {
            if (target.reachedWith(trial.lossRatio())) {
                reaching++;
            }
        }
        return reaching;
    }

    private static Set<Target> reached(Trial trial) {
        EnumSet<Target> reached = EnumSet.noneOf(Target.class);
        for (Target target : Target.values()) {
            if (target.reachedWith(trial.lossRatio())) {
                reached.add(target);
            }
        }
        return reached;
    }
}
