package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Packets that the kernel lost in a router's network namespace, by the place that counts them. Read from files alone: no
 * program runs for it.
 *
 * <p>Interfaces are the rig's. {@code softnet_stat} knows no namespaces: of it, the rows of the router's CPUs count.
 *
 * <p><b>Source.</b> Linux: net/core/net-procfs.c, net/ipv4/proc.c, net/netfilter/nf_conntrack_standalone.c.
 *
 * @param net {@code /proc/PID/net} of a process that lives in the namespace
 * @param cpus the router's
 * @param conntrack whether connections are tracked
 */
record KernelCounters(Path net, Set<Integer> cpus, boolean conntrack) {

    private static final Set<String> IP_LOSSES = Set.of("InHdrErrors", "InAddrErrors", "InDiscards", "OutDiscards",
            "OutNoRoutes", "FragFails");
    private static final Set<String> EXTENDED_LOSSES = Set.of("InNoRoutes", "InTruncatedPkts", "IPReversePathFilter");
    private static final Set<String> CONNTRACK_LOSSES = Set.of("drop", "insert_failed");
    private static final int SOFTNET_DROPPED = 1;
    private static final int SOFTNET_CPU = 12;

    /** What was lost until now, names as the kernel has them. */
    Map<String, Long> losses() {
        Map<String, Long> losses = new TreeMap<>();
        losses.put("softnet_stat.dropped", softnetDropped(ProcText.read(net.resolve("softnet_stat")), cpus));
        tables(ProcText.read(net.resolve("snmp"))).getOrDefault("Ip", Map.of()).forEach((name, value) -> {
            if (IP_LOSSES.contains(name)) {
                losses.put("Ip." + name, value);
            }
        });
        tables(ProcText.read(net.resolve("netstat"))).forEach((table, row) -> row.forEach((name, value) -> {
            if (EXTENDED_LOSSES.contains(name)) {
                losses.put(table + "." + name, value);
            }
        }));
        if (conntrack) {
            conntrack(ProcText.read(net.resolve("stat/nf_conntrack"))).forEach((name, value) -> {
                if (CONNTRACK_LOSSES.contains(name)) {
                    losses.put("nf_conntrack." + name, value);
                }
            });
        }
        return losses;
    }

    /** Packets that it has forwarded until now. */
    long forwarded() {
        return tables(ProcText.read(net.resolve("snmp"))).getOrDefault("Ip", Map.of())
                .getOrDefault("ForwDatagrams", 0L);
    }

    /** Packets that found the backlog of one of these CPUs full. A row belongs to the CPU that stands in it. */
    static long softnetDropped(String text, Set<Integer> cpus) {
        long dropped = 0;
        for (String line : ProcText.lines(text)) {
            List<String> words = ProcText.words(line);
            if (words.size() > SOFTNET_CPU && cpus.contains(Integer.parseInt(words.get(SOFTNET_CPU), 16))) {
                dropped += Long.parseLong(words.get(SOFTNET_DROPPED), 16);
            }
        }
        return dropped;
    }

    /** Tables of two lines each, names and values, both with the table's name in front. */
    static Map<String, Map<String, Long>> tables(String text) {
        Map<String, Map<String, Long>> tables = new HashMap<>();
        List<String> lines = ProcText.lines(text);
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            List<String> names = ProcText.words(lines.get(i));
            List<String> values = ProcText.words(lines.get(i + 1));
            Map<String, Long> row = new HashMap<>();
            for (int column = 1; column < Math.min(names.size(), values.size()); column++) {
                row.put(names.get(column), Long.parseLong(values.get(column)));
            }
            tables.put(names.getFirst().replace(":", ""), row);
        }
        return tables;
    }

    /** Names in the first line, then a line for each CPU, in hexadecimal; added up, except for the number of entries. */
    static Map<String, Long> conntrack(String text) {
        List<String> lines = ProcText.lines(text);
        Map<String, Long> sums = new HashMap<>();
        if (lines.isEmpty()) {
            return sums;
        }
        List<String> names = ProcText.words(lines.getFirst());
        for (String line : lines.subList(1, lines.size())) {
            List<String> values = ProcText.words(line);
            for (int column = 0; column < Math.min(names.size(), values.size()); column++) {
                sums.merge(names.get(column), Long.parseLong(values.get(column), 16),
                        column == 0 ? Math::max : Long::sum);
            }
        }
        return sums;
    }
}
