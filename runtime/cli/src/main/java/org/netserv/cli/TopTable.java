package org.netserv.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What modules did between two looks at a node's state.
 *
 * @param seconds between them
 * @param modules the one that used most CPU time first
 * @param users how much of their quotas publishers used
 * @param node the node's own counters that rose, by so much a second, but for those of signaling
 * @param signaling null if the node has none
 */
record TopTable(double seconds, List<Row> modules, List<Use> users, Map<String, Double> node,
        @Nullable TopSignaling signaling) {
    private static final String PACKETS = "packets";
    private static final String CPU_NANOS = "cpu_nanos";
    /** Counters of a module that say why a packet was not what its sender wanted. */
    private static final List<String> REASONS = List.of("dropped", "faults", "mangled", "spoofed", "overstays",
            "over_packets", "over_bytes", "over_cpu", "over_memory", "emit_over", "emit_full", "emit_refused",
            "storage_over", "threads_over", "offload_over", "offload_full");
    /** Counters of packets that the kernel decided without the module. */
    private static final List<String> KERNEL = List.of("kernel_accepted", "kernel_dropped");

    /**
     * One module.
     *
     * @param packets a second
     * @param kernel packets a second that the kernel decided without it
     * @param bytes a second, of IP packets that came for it
     * @param allocated bytes a second
     * @param nanosPerPacket CPU time; 0 if it had no packets
     * @param cpu share of one CPU, on packet threads and its own, from 0 to the number of CPUs
     * @param reasons drops and the like, by so many a second; only what rose
     */
    record Row(String user, String id, String state, double packets, double kernel, double bytes, double allocated,
            double nanosPerPacket, double cpu,
            Map<String, Double> reasons) {}

    /**
     * Of one publisher's quota.
     *
     * @param limit its name in the configuration
     * @param used of it, all its modules together
     */
    record Use(String user, String limit, double used, double allowed) {}

    /** Between two states as STATUS gives them. A module that was not there before counts from 0. */
    static TopTable between(Map<String, Object> before, Map<String, Object> after) {
        double seconds = Math.max(1e-3, Duration.between(Instant.parse(String.valueOf(before.get("now"))),
                Instant.parse(String.valueOf(after.get("now")))).toNanos() / 1e9);
        Map<String, Map<?, ?>> earlier = new TreeMap<>();
        modules(before).forEach(module -> earlier.put(key(module), counters(module)));
        List<Row> rows = new ArrayList<>();
        for (Map<?, ?> module : modules(after)) {
            rows.add(row(module, earlier.getOrDefault(key(module), Map.of()), seconds));
        }
        rows.sort(Comparator.comparingDouble(Row::cpu).reversed());
        Map<?, ?> then = counters(before);
        Map<?, ?> now = counters(after);
        return new TopTable(seconds, rows, uses(after, rows), risen(then, now, seconds),
                TopSignaling.of(now, name -> delta(then, now, name), seconds));
    }

    private static Row row(Map<?, ?> module, Map<?, ?> before, double seconds) {
        Map<?, ?> now = counters(module);
        double packets = delta(before, now, PACKETS);
        double nanos = delta(before, now, CPU_NANOS);
        Map<String, Double> reasons = new LinkedHashMap<>();
        for (String reason : REASONS) {
            double rose = delta(before, now, reason);
            if (rose > 0) {
                reasons.put(reason, rose / seconds);
            }
        }
        return new Row(text(module, "user"), text(module, "id"), text(module, "state"), packets / seconds,
                KERNEL.stream().mapToDouble(name -> delta(before, now, name)).sum() / seconds,
                delta(before, now, "bytes") / seconds, delta(before, now, "allocated_bytes") / seconds,
                packets == 0 ? 0 : nanos / packets, nanos / 1e9 / seconds,
                reasons);
    }

    private static List<Use> uses(Map<String, Object> state, List<Row> rows) {
        List<Use> uses = new ArrayList<>();
        for (Map<?, ?> user : maps(state.get("users"))) {
            String name = text(user, "name");
            if (user.get("quota") instanceof Map<?, ?> quota) {
                use(uses, name, quota, "packets-per-second", sum(rows, name, Row::packets));
                use(uses, name, quota, "bytes-per-second", sum(rows, name, Row::bytes));
                use(uses, name, quota, "allocated-bytes-per-second", sum(rows, name, Row::allocated));
                use(uses, name, quota, "retained-heap-bytes",
                        (double) number(counters(state).get("publisher." + name + ".retained_bytes")));
            }
        }
        return uses;
    }

    private static void use(List<Use> uses, String user, Map<?, ?> quota, String limit, double used) {
        if (quota.get(limit) instanceof Number allowed) {
            uses.add(new Use(user, limit, used, allowed.doubleValue()));
        }
    }

    private static double sum(List<Row> rows, String user, ToDoubleFunction<Row> value) {
        return rows.stream().filter(row -> row.user.equals(user)).mapToDouble(value).sum();
    }

    private static Map<String, Double> risen(Map<?, ?> before, Map<?, ?> after, double seconds) {
        Map<String, Double> risen = new TreeMap<>();
        after.keySet().stream().map(String::valueOf).filter(name -> !name.startsWith(TopSignaling.PREFIX))
                .forEach(name -> {
                    double delta = delta(before, after, name);
                    if (delta > 0) {
                        risen.put(name, delta / seconds);
                    }
                });
        return risen;
    }

    /** A counter that has become less began anew. */
    private static double delta(Map<?, ?> before, Map<?, ?> after, String name) {
        long now = number(after.get(name));
        long then = number(before.get(name));
        return (double) (now >= then ? now - then : now);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static List<Map<?, ?>> modules(Map<String, Object> state) {
        return maps(state.get("modules"));
    }

    private static List<Map<?, ?>> maps(@Nullable Object of) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (of instanceof List<?> list) {
            list.forEach(entry -> {
                if (entry instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            });
        }
        return maps;
    }

    private static String key(Map<?, ?> module) {
        return text(module, "user") + " " + text(module, "id");
    }

    private static String text(Map<?, ?> of, String name) {
        return String.valueOf(of.get(name));
    }

    private static Map<?, ?> counters(Map<?, ?> of) {
        return of.get("counters") instanceof Map<?, ?> counters ? counters : Map.of();
    }

    /** As JSON has it. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("seconds", seconds);
        map.put("modules", modules.stream().map(row -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("user", row.user);
            fields.put("module", row.id);
            fields.put("state", row.state);
            fields.put("packets-per-second", row.packets);
            fields.put("kernel-packets-per-second", row.kernel);
            fields.put("bytes-per-second", row.bytes);
            fields.put("allocated-bytes-per-second", row.allocated);
            fields.put("cpu-nanos-per-packet", row.nanosPerPacket);
            fields.put("cpu-share", row.cpu);
            fields.put("reasons-per-second", row.reasons);
            return fields;
        }).toList());
        map.put("quotas", users.stream().map(use -> Map.of("user", use.user, "limit", use.limit, "used", use.used,
                "allowed", use.allowed)).toList());
        map.put("node-per-second", node);
        if (signaling != null) {
            map.put("signaling", signaling.toMap());
        }
        return map;
    }

    /** For a terminal. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(Locale.ROOT, "%-12s %-34s %-12s %10s %10s %10s %8s %6s  %s%n", "USER", "MODULE", "STATE",
                        "PACKETS/s", "KERNEL/s", "Mbit/s", "ns/pkt", "CPU %", "DROPS/s BY REASON"));
        for (Row row : modules) {
            text.append(
                    String.format(Locale.ROOT, "%-12s %-34s %-12s %10.0f %10.0f %10.2f %8.0f %6.1f  %s%n", row.user,
                            row.id,
                            row.state, row.packets, row.kernel, row.bytes * 8 / 1e6, row.nanosPerPacket, row.cpu * 100,
                            rates(row.reasons)));
        }
        if (modules.isEmpty()) {
            text.append("no modules").append(System.lineSeparator());
        }
        for (Use use : users) {
            if (use.used > 0) {
                text.append(
                        String.format(Locale.ROOT, "%-12s %s: %.0f of %.0f (%.0f %%)%n", use.user, use.limit, use.used,
                                use.allowed, 100 * use.used / use.allowed));
            }
        }
        if (signaling != null) {
            text.append(signaling.text());
        }
        return text.append("node: ").append(node.isEmpty() ? "nothing" : rates(node)).toString();
    }

    private static String rates(Map<String, Double> rates) {
        List<String> words = new ArrayList<>();
        rates.forEach((name, rate) -> words.add(String.format(Locale.ROOT, "%s %.0f", name, rate)));
        return String.join(", ", words);
    }
}
