package org.netserv.perf.search;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.search.RateJudge.Confirmation;

/** One round of a search: both targets' rates, narrowed down by short trials and confirmed by long ones. */
final class Round {
    /** Rates judged in a round at most: a router whose judgements contradict each other ends there. */
    private static final int MAX_RATES = 24;

    private final RateJudge judge;
    private final TrialRunner runner;
    private final SearchSettings settings;
    private final Remarks remarks;
    private final int trials;
    private final double maxOffered;
    private final double floor;
    private double ceiling;

    /**
     * A rate of this round.
     *
     * @param rate packets per second
     * @param atLeast whether the generator could not go beyond it
     */
    record Found(double rate, boolean atLeast) {}

    Round(RateJudge judge, TrialRunner runner, SearchSettings settings, Remarks remarks, int trials, double maxOffered,
            double floor) {
        this.judge = judge;
        this.runner = runner;
        this.settings = settings;
        this.remarks = remarks;
        this.trials = trials;
        this.maxOffered = maxOffered;
        this.floor = floor;
        this.ceiling = maxOffered;
    }

    /** What was found; targets without a rate are missing. */
    Map<Target, Found> search(Map<Target, Double> starts, double stride) throws InterruptedException {
        List<Pursuit> pursuits = new ArrayList<>();
        for (Map.Entry<Target, Double> start : starts.entrySet()) {
            double within = Math.max(floor, Math.min(ceiling, start.getValue()));
            pursuits.add(
                    new Pursuit(start.getKey(), within, stride, floor, settings.limits().precision()));
        }
        narrow(pursuits);
        Map<Target, Found> found = new EnumMap<>(Target.class);
        for (Pursuit pursuit : pursuits) {
            double rate = pursuit.bounds().lower();
            Found confirmed = confirm(pursuit, found);
            if (rate > 0) {
                remarks.confirmed(rate, confirmed == null ? null : confirmed.rate());
            }
            if (confirmed != null) {
                found.put(pursuit.target(), confirmed);
            }
        }
        raise(found);
        return found;
    }

    private void narrow(List<Pursuit> pursuits) throws InterruptedException {
        for (int rates = 0; rates < MAX_RATES && !over(); rates++) {
            Pursuit widest = widest(pursuits);
            if (widest == null) {
                return;
            }
            Set<Target> wanted = EnumSet.noneOf(Target.class);
            for (Pursuit pursuit : pursuits) {
                if (!pursuit.ended(ceiling)) {
                    wanted.add(pursuit.target());
                }
            }
            Judgement judgement = offered(widest.next(ceiling), wanted);
            if (!judgement.measured()) {
                // The rig's limit, not the router's: what is found below it is a bound.
                ceiling = Math.min(ceiling, judgement.intended() / (1 + settings.limits().precision()));
                continue;
            }
            for (Pursuit pursuit : pursuits) {
                if (wanted.contains(pursuit.target())) {
                    pursuit.bounds().put(boundary(judgement), judgement.reached().contains(pursuit.target()));
                }
            }
        }
        if (widest(pursuits) != null && !over()) {
            remarks.undecided(MAX_RATES);
        }
    }

    /** A judgement at a rate; a second one if the generator fell short of a rate that it has exceeded before. */
    private Judgement offered(double rate, Set<Target> wanted) throws InterruptedException {
        Judgement judgement = judge.judge(rate, trials, wanted);
        if (judgement.notOffered() && rate < maxOffered * 0.9) {
            judgement = judge.judge(rate, trials, wanted);
        }
        if (!judgement.measured()) {
            remarks.unmeasurable(rate, runner.whyVoid());
        }
        if (judgement.notOffered()) {
            ceiling = Math.min(ceiling, judgement.rate());
        }
        return judgement;
    }

    private static double boundary(Judgement judgement) {
        return judgement.notOffered() ? judgement.rate() : judgement.intended();
    }

    private @Nullable Pursuit widest(List<Pursuit> pursuits) {
        Pursuit widest = null;
        for (Pursuit pursuit : pursuits) {
            if (!pursuit.ended(ceiling) && (widest == null || pursuit.gap() >= widest.gap())) {
                widest = pursuit;
            }
        }
        return widest;
    }

    /** Down from the rate that short trials found, until a long trial reaches the target. */
    private @Nullable Found confirm(Pursuit pursuit, Map<Target, Found> before) throws InterruptedException {
        Target target = pursuit.target();
        double rate = pursuit.bounds().lower();
        double step = settings.limits().precision();
        boolean atLeast = pursuit.openAbove();
        for (int attempt = 0; attempt < settings.counts().confirmations() && rate >= floor && !over(); attempt++) {
            for (Found found : before.values()) {
                if (Math.abs(found.rate() - rate) <= rate * 1e-3) {
                    return found;
                }
            }
            Confirmation confirmation = judge.confirm(rate, target);
            if (confirmation == null) {
                remarks.unmeasurable(rate, runner.whyVoid());
                return null;
            }
            double offered = confirmation.last().offered();
            switch (confirmation.verdict()) {
                case REACHED -> {
                    return new Found(Math.min(rate, offered), atLeast || judge.shortOf(rate, offered));
                }
                case DISTURBED -> {
                    runner.accept(confirmation.last());
                    remarks.onShortTrials();
                    return new Found(rate, atLeast);
                }
                case MISSED -> atLeast = false;
            }
            rate *= 1 - step;
            step *= 2;
        }
        return null;
    }

    /** A rate without loss reaches every target. */
    private static void raise(Map<Target, Found> found) {
        Found ndr = found.get(Target.NDR);
        Found pdr = found.get(Target.PDR);
        if (ndr != null && (pdr == null || pdr.rate() < ndr.rate())) {
            found.put(Target.PDR, ndr);
        }
    }

    private boolean over() {
        return runner.exhausted() || remarks.hopeless();
    }
}
