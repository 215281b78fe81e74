package org.netserv.perf.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;

/** The paper's Figure 12: what is forwarded, over what is offered, from far below the rates found to well above them. */
public final class Curve {
    /** As parts of the NDR: even steps, as the paper has them, closer where the router gives up. */
    private static final double[] BELOW = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
    private static final double[] QUICK_BELOW = {0.1, 0.3, 0.5, 0.7, 0.85, 1.0};
    /** As parts of the largest of all rates found. */
    private static final double[] ABOVE = {1.0, 1.1, 1.25, 1.5, 2.0};
    private static final double[] QUICK_ABOVE = {1.1, 1.4, 2.0};
    /** Rates closer than this to one another are one. */
    private static final double SAME = 0.03;
    /** Part of the NDR at which latency is measured. */
    private static final double[] LATENCY = {0.5, 0.9};

    private Curve() {}

    /**
     * Rates to offer, ascending; empty if the router forwarded nothing.
     *
     * @param found what a search found
     * @param thorough 10 to 16 rates rather than 6 to 9
     */
    public static List<Double> rates(SearchResult found, boolean thorough) {
        double knee = knee(found);
        if (knee <= 0) {
            return List.of();
        }
        double top = Math.max(knee, found.mrr() == null ? 0 : found.mrr().median());
        TreeSet<Double> rates = new TreeSet<>();
        for (double part : thorough ? BELOW : QUICK_BELOW) {
            rates.add(Math.min(knee * part, found.maxOffered()));
        }
        for (double part : thorough ? ABOVE : QUICK_ABOVE) {
            rates.add(Math.min(top * part, found.maxOffered()));
        }
        List<Double> apart = new ArrayList<>();
        for (double rate : rates) {
            if (apart.isEmpty() || rate > apart.getLast() * (1 + SAME)) {
                apart.add(rate);
            }
        }
        return List.copyOf(apart);
    }

    /** Rates at which latency is measured, as parts of the NDR: multiply. */
    public static double[] partsForLatency() {
        return LATENCY.clone();
    }

    /**
     * Offers all rates several times, up and down in turn so that a host that slows down meanwhile bends no curve, and keeps
     * of each rate the trial with the median loss. A rate whose trials are all void is left out.
     *
     * @param rates ascending
     * @param sweeps times that each is offered
     * @param all receives every trial, in order
     * @return ascending
     */
    public static List<Trial> measure(Trials trials, List<Double> rates, int sweeps, Duration duration,
            List<? super Trial> all) throws InterruptedException {
        NavigableMap<Double, List<Trial>> counted = new TreeMap<>();
        for (int sweep = 0; sweep < sweeps; sweep++) {
            for (double rate : sweep % 2 == 0 ? rates : rates.reversed()) {
                Trial trial = trials.run("curve", rate, duration);
                all.add(trial);
                if (trial.validity() != Validity.VOID) {
                    counted.computeIfAbsent(rate, _ -> new ArrayList<>()).add(trial);
                }
            }
        }
        List<Trial> curve = new ArrayList<>();
        for (List<Trial> ofOne : counted.values()) {
            ofOne.sort(Comparator.comparingDouble(Trial::lossRatio));
            curve.add(ofOne.get((ofOne.size() - 1) / 2));
        }
        return curve;
    }

    /**
     * Says where a router forwards less than it does at a lower or a higher rate: the paper's dips before the peak.
     * Empty if there is none.
     *
     * @param curve ascending
     */
    public static String dips(List<Trial> curve, @Nullable Estimate ndr) {
        if (ndr == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (Trial trial : curve) {
            boolean below = trial.intended() < ndr.low() * (1 - SAME);
            if (below && trial.validity() == Validity.VALID && !Target.PDR.reachedWith(trial.lossRatio())) {
                text.append(text.isEmpty() ? "Below its NDR it lost packets: " : ", ")
                        .append(String.format(Locale.ROOT, "%.1f %% at %s", trial.lossRatio() * 100,
                                Remarks.kpps(trial.intended())));
            }
        }
        return text.isEmpty() ? "" : text.append('.').toString();
    }

    private static double knee(SearchResult found) {
        if (found.ndr() != null) {
            return found.ndr().median();
        }
        if (found.pdr() != null) {
            return found.pdr().median();
        }
        return found.mrr() == null ? 0 : found.mrr().median();
    }
}
