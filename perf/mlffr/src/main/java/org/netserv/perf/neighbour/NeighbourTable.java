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

/** What bombs did to their neighbour, as Markdown: a line a bomb, medians over its rounds. */
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
                        | bomb | what it does | lost, without | lost | kpps, without | kpps | p50 µs, without | p50 | p99 µs, without \
                        | p99 | × [lowest–highest] | what was counted |
                        |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
                        """);
        byBomb.forEach((bomb, rounds) -> text.append(line(bomb, what.getOrDefault(bomb, ""), rounds)));
        return text.toString();
    }

    private static String line(String bomb, String what, List<Explosion> rounds) {
        double[] growths = rounds.stream().mapToDouble(Explosion::growth).sorted().toArray();
        return String.format(Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %.1f | %.1f | %.0f | %.0f | %.0f | %.0f | %.2f [%.2f–%.2f] | %s |%n",
                bomb, what, sum(rounds, one -> one.without().lost()), sum(rounds, one -> one.with().lost()),
                median(rounds, one -> one.without().rate()) / 1000, median(rounds, one -> one.with().rate()) / 1000,
                median(rounds, one -> one.without().micros("50")), median(rounds, one -> one.with().micros("50")),
                median(rounds, one -> one.without().micros("99")), median(rounds, one -> one.with().micros("99")),
                median(rounds, Explosion::growth), growths[0], growths[growths.length - 1], told(rounds));
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

    private static double sum(List<Explosion> rounds, ToDoubleFunction<Explosion> value) {
        return rounds.stream().mapToDouble(value).sum();
    }

    private static double median(List<Explosion> rounds, ToDoubleFunction<Explosion> value) {
        double[] sorted = rounds.stream().mapToDouble(value).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
