package org.netserv.perf.search;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Trial;
import org.netserv.perf.search.Round.Found;

/**
 * A search for NDR, PDR and MRR of one router. Trials at maximum rate come first: what they forward is where the first
 * round starts. Each later round starts from the one before, judges every rate anew, and gives one more value.
 *
 * <p><b>Thread.</b> The caller's, alone.
 *
 * <p><b>Errors.</b> What cannot be measured is missing from the result, and its remark says why. The number of trials is
 * bounded by {@link SearchSettings#longest()} whatever the router does.
 */
public final class RateSearch {
    private static final double FIRST_STRIDE = 0.1;

    private final SearchSettings settings;
    private final TrialRunner runner;
    private final RateJudge judge;
    private final Remarks remarks = new Remarks();
    private final List<Found> ndr = new ArrayList<>();
    private final List<Found> pdr = new ArrayList<>();
    private final List<Double> received = new ArrayList<>();
    private final List<Trial> maximum = new ArrayList<>();
    private int rounds;

    /** Nothing runs yet. */
    public RateSearch(Trials trials, SearchSettings settings, Progress progress) {
        this.settings = settings;
        runner = new TrialRunner(trials, settings, progress);
        judge = new RateJudge(runner, settings);
    }

    /** Searches. After an interruption {@link #result()} has what there was until then. */
    public SearchResult run() throws InterruptedException {
        for (int round = 1; round <= settings.rounds() && !runner.exhausted() && !remarks.hopeless(); round++) {
            runner.startRound(round);
            if (!measureMaximum(round == 1 ? settings.counts().firstMax() : settings.counts().laterMax())) {
                break;
            }
            round(round);
            if (!runner.exhausted()) {
                rounds = round;
            }
        }
        if (runner.exhausted() && rounds < settings.rounds()) {
            remarks.add("The search was ended after " + rounds + " of " + settings.rounds() + " rounds: it took "
                    + "far longer than it should.");
        }
        return result();
    }

    /** What has been found so far. */
    public SearchResult result() {
        Estimate mrr = received.isEmpty() ? null : new Estimate(List.copyOf(received), boundOfMaximum());
        return new SearchResult(estimate(Target.NDR), estimate(Target.PDR), mrr,
                maximum.isEmpty() ? 0 : Judgement.offered(maximum), runner.all(),
                rounds == settings.rounds(), remarks.text(runner));
    }

    private boolean measureMaximum(int count) throws InterruptedException {
        List<Trial> trials = judge.maximum(count);
        if (trials.isEmpty()) {
            remarks.unmeasurable(0, runner.whyVoid());
            return false;
        }
        maximum.addAll(trials);
        trials.forEach(trial -> received.add(trial.forwarded()));
        return true;
    }

    private void round(int number) throws InterruptedException {
        double offered = Judgement.offered(maximum);
        double forwarded = Median.of(received);
        double floor = forwarded > 0 ? settings.limits().floor() * forwarded : offered / 100;
        boolean first = number == 1;
        int count = first ? settings.counts().coarse() : settings.counts().fine();
        Map<Target, Double> starts = new EnumMap<>(Target.class);
        for (Target target : Target.values()) {
            List<Found> before = found(target);
            if (first) {
                starts.put(target, forwarded > 0 ? forwarded : offered / 8);
            } else if (!before.isEmpty()) {
                starts.put(target, before.getLast().rate() * beside(number));
            } else if (number == 2) {
                starts.put(target, forwarded / 2);
            }
        }
        double stride = first ? FIRST_STRIDE : 2 * settings.limits().precision();
        Round round = new Round(judge, runner, settings, remarks, count, offered, floor);
        round.search(starts, stride).forEach((target, value) -> found(target).add(value));
    }

    /** Another place within the precision in each round: on one grid, all rounds would end at the same point. */
    private double beside(int round) {
        double golden = round * 0.618034;
        return 1 + settings.limits().precision() * (golden - Math.floor(golden) - 0.5);
    }

    private List<Found> found(Target target) {
        return target == Target.NDR ? ndr : pdr;
    }

    private @Nullable Estimate estimate(Target target) {
        List<Found> values = found(target);
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() * 2 < rounds) {
            remarks.add(
                    target + " is none: a rate was confirmed in " + values.size() + " of " + rounds + " rounds only ("
                            + Remarks.kpps(values.getFirst().rate()) + ").");
            return null;
        }
        long atLeast = values.stream().filter(Found::atLeast).count();
        return new Estimate(values.stream().map(Found::rate).toList(),
                atLeast > 0 ? Bound.AT_LEAST : Bound.EXACT);
    }

    /** A router that loses no more than a little at maximum has not shown its own. */
    private Bound boundOfMaximum() {
        List<Double> losses = maximum.stream().map(Trial::lossRatio).toList();
        return Target.PDR.reachedWith(Median.of(losses)) ? Bound.AT_LEAST : Bound.EXACT;
    }
}
