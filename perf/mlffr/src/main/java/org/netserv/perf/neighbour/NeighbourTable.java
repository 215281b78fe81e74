package org.netserv.perf.neighbour;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What bombs did to their neighbour, as Markdown: a line a bomb, medians over its rounds.
 *
 * <p>They are compared with all trials without a bomb: what the host does to single ones of these is often more than what a bomb
 * does.
 */
public final class NeighbourTable {
    private static final List<String> TOLD = List.of("overstays", "faults", "timer_faults", "over_packets",
            "over_bytes",
            "over_cpu", "over_memory", "emit_over", "storage_over", "threads_over", "log_left_out", "emit_full");

    private NeighbourTable() {}

    /** The table. */
    public static String of(List<Explosion> explosions) {
        Map<String, List<Explosion>> byBomb = new LinkedHashMap<>();
        explosions.forEach(one -> byBomb.computeIfAbsent(one.bomb(), _ -> new ArrayList<>()).add(one));
        Map<String, String> what = Bomb.all().stream().collect(Collectors.toMap(Bomb::name, Bomb::what));
        StringBuilder text = new StringBuilder(
                """
                        | bomb | what it does | lost [lowest–highest] | kpps | p50 µs | p99 µs [lowest–highest] | p99 × | what was counted |
                        |---|---|--:|--:|--:|--:|--:|---|
                        """);
        List<Beside> without = explosions.stream().map(Explosion::without).toList();
        double usual = median(without, beside -> beside.micros("99"));
        text.append(line("–", "all " + without.size() + " trials without a bomb", without, usual, ""));
        byBomb.forEach((bomb, rounds) -> text.append(line(bomb, what.getOrDefault(bomb, ""),
                rounds.stream().map(Explosion::with).toList(), usual, told(rounds))));
        return text.toString();
    }

    private static String line(String bomb, String what, List<Beside> trials, double usual, String told) {
        double p99 = median(trials, beside -> beside.micros("99"));
        return String.format(Locale.ROOT, "| %s | %s | %s | %.1f | %.0f | %s | %.2f | %s |%n", bomb, what,
                spread(trials, Beside::lost), median(trials, Beside::rate) / 1000,
                median(trials, beside -> beside.micros("50")), spread(trials, beside -> beside.micros("99")),
                p99 / usual, told);
    }

    private static String told(List<Explosion> rounds) {
        Map<String, Long> sums = new TreeMap<>();
        for (Explosion one : rounds) {
            one.counters().forEach((name, value) -> {
                if (TOLD.contains(name) || name.startsWith("event ")) {
                    sums.merge(name, value, Long::sum);
                }
            });
        }
        return sums.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String spread(List<Beside> trials, ToDoubleFunction<Beside> value) {
        double[] sorted = trials.stream().mapToDouble(value).sorted().toArray();
        return String.format(Locale.ROOT, "%.0f [%.0f–%.0f]", median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    private static double median(List<Beside> trials, ToDoubleFunction<Beside> value) {
        double[] sorted = trials.stream().mapToDouble(value).toArray();
        Arrays.sort(sorted);
        return median(sorted);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
