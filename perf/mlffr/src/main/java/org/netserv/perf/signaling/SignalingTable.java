package org.netserv.perf.signaling;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.footprint.Spread;

/** Findings as Markdown, each beside what is aimed at. */
public final class SignalingTable {
    private static final double MILLI = 1e6;
    private static final String HEAP_AIM = "1536";
    private static final String LATENCY_AIM = "5";

    private final StringBuilder text = new StringBuilder("| | measured | aim |\n|---|--:|--:|\n");

    private SignalingTable() {}

    /** The table, one of latency, and where messages have gone. Parts that were not measured are left out. */
    public static String of(Findings findings) {
        SignalingTable table = new SignalingTable();
        for (Kind kind : Kind.values()) {
            table.maximum(kind, findings.maxima().getOrDefault(kind, List.of()));
            Trial limit = findings.limits().get(kind);
            if (limit != null) {
                table.line(kind + ": the generator's own limit, a second",
                        String.format(Locale.ROOT, "%.0f", limit.outcome().perSecond()), "");
            }
        }
        table.memory(findings.memory());
        return table.text + latency(findings.latencies()) + account(findings.all());
    }

    private void maximum(Kind kind, List<Trial> trials) {
        if (!trials.isEmpty()) {
            line(kind + ", a second; median [range] of " + trials.size(),
                    spread(trials, trial -> trial.outcome().perSecond(), 0), Integer.toString(kind.aim()));
            line(kind + ", a second of the node's CPU", spread(trials, Trial::perCpuSecond, 0), "");
        }
    }

    private void memory(@Nullable Memory memory) {
        if (memory != null) {
            line(String.format(Locale.ROOT, "heap of each of %,d sessions, B", memory.sessions()),
                    String.format(Locale.ROOT, "%.0f", memory.heapEach()), HEAP_AIM);
            line("RSS of each, B", String.format(Locale.ROOT, "%.0f", memory.rssEach()), "");
            line("sessions that ended though they were refreshed", Long.toString(memory.gone()), "0");
        }
    }

    private static String latency(Map<Kind, Map<Integer, List<Trial>>> latencies) {
        if (latencies.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("""

                | ms from when a Query was due; median [range] | p50 | p99 | aim | p99.9 | highest | answered in time |
                |---|--:|--:|--:|--:|--:|--:|
                """);
        latencies.forEach((kind, rates) -> rates.forEach((rate, trials) -> text.append("| ").append(kind)
                .append(String.format(Locale.ROOT, ", %,d a second", rate)).append(" | ")
                .append(percentile(trials, "50"))
                .append(" | ").append(percentile(trials, "99")).append(" | ")
                .append(rate < kind.aim() ? LATENCY_AIM : "–").append(" | ").append(percentile(trials, "99.9"))
                .append(" | ").append(percentile(trials, "100")).append(" | ")
                .append(String.format(Locale.ROOT, "%.3f %%",
                        100.0 * sum(trials, trial -> trial.outcome().inTime())
                                / Math.max(1, sum(trials, trial -> trial.outcome().sent()))))
                .append(" |\n")));
        return text.toString();
    }

    /** Of as many values as it takes, or none. */
    private static String percentile(List<Trial> trials, String name) {
        boolean there = trials.stream().allMatch(trial -> trial.outcome().nanos().containsKey(name));
        return !there ? "–" : spread(trials, trial -> trial.outcome().nanos().getOrDefault(name, 0L) / MILLI, 2);
    }

    private static String account(List<Trial> all) {
        return String.format(Locale.ROOT,
                "%n- In all trials, those too fast for the node and the generator's own included: %,d Queries, %,d answered,"
                        + " %,d of these too late, %,d refused, %,d lost; %,d Confirms.%n"
                        + "- Of what was lost the node's socket had no room for %,d, the generator's for %,d; the link dropped"
                        + " %,d; the node turned %,d away. Unaccounted for: %,d.%n",
                sum(all, trial -> trial.outcome().sent()), sum(all, trial -> trial.outcome().answered()),
                sum(all, trial -> trial.outcome().answered() - trial.outcome().inTime()),
                sum(all, trial -> trial.outcome().refused()), sum(all, trial -> trial.outcome().lost()),
                sum(all, trial -> trial.outcome().confirms()), sum(all, trial -> trial.account().nodeBufferFull()),
                sum(all, trial -> trial.account().generatorBufferFull()),
                sum(all, trial -> trial.account().toNodeDropped() + trial.account().fromNodeDropped()),
                sum(all, trial -> trial.account().turnedAway()), sum(all, trial -> trial.account().unaccounted()));
    }

    private static long sum(List<Trial> trials, ToLongFunction<Trial> value) {
        return trials.stream().mapToLong(value).sum();
    }

    private static String spread(List<Trial> trials, ToDoubleFunction<Trial> value, int decimals) {
        return Spread.of(trials.stream().mapToDouble(value).boxed().toList()).text(decimals);
    }

    private void line(String what, String measured, String aim) {
        text.append("| ").append(what).append(" | ").append(measured).append(" | ").append(aim.isEmpty() ? "–" : aim)
                .append(" |\n");
    }
}
