package org.netserv.perf.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Trial;

/** What a reader of a search's result must know. */
final class Remarks {
    /** Rates that could not be measured, after which measuring is given up. */
    private static final int HOPELESS = 4;
    private static final double USUAL = 0.05;

    private final List<String> sentences = new ArrayList<>();
    private int unmeasurable;
    private int lowered;
    private int unconfirmed;
    private int onShortTrials;

    /** At a rate, or at maximum if it is 0, no trial counted. */
    void unmeasurable(double rate, String reason) {
        unmeasurable++;
        String where = rate > 0 ? "At " + kpps(rate) : "At maximum";
        add(where + " no trial counted: " + reason + ".");
    }

    /** A rate counts without long trials, each of which was disturbed. */
    void onShortTrials() {
        onShortTrials++;
    }

    /** The rate that long trials confirmed, or null, after short ones had found another. A step or two are usual. */
    void confirmed(double shortRate, @Nullable Double longRate) {
        if (longRate == null) {
            unconfirmed++;
        } else if (longRate < shortRate * (1 - USUAL)) {
            lowered++;
        }
    }

    void undecided(int rates) {
        add("A round ended undecided after " + rates + " rates: the router's losses do not grow with the rate.");
    }

    void add(String sentence) {
        if (!sentences.contains(sentence)) {
            sentences.add(sentence);
        }
    }

    /** Whether so much could not be measured that the rest is not worth trying. */
    boolean hopeless() {
        return unmeasurable >= HOPELESS;
    }

    String text(TrialRunner runner) {
        List<String> all = new ArrayList<>(sentences);
        if (lowered > 0) {
            all.add("Long trials bore out only rates more than 5 % below those of short ones " + times(lowered) + ".");
        }
        if (unconfirmed > 0) {
            all.add("They bore out none " + times(unconfirmed) + ".");
        }
        if (onShortTrials > 0) {
            all.add("A rate rests on short trials alone, because each long one was disturbed, " + times(onShortTrials)
                    + ".");
        }
        if (runner.disturbed() > 0) {
            List<Trial> trials = runner.all();
            all.add(runner.disturbed() + " of " + trials.size() + " trials count although disturbed ("
                    + runner.firstDisturbance() + ").");
        }
        return String.join(" ", all);
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    static String kpps(double rate) {
        return String.format(Locale.ROOT, rate < 10_000 ? "%.2f kpps" : "%.1f kpps", rate / 1000);
    }
}
