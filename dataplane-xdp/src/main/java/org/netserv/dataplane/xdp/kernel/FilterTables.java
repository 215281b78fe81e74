package org.netserv.dataplane.xdp.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketFilter;

/**
 * Filters as the program looks them up: the longest prefix leads to a table of rules, of which the exact port comes before the
 * protocol, and that before anything. Prefixes with the same rules share a table.
 *
 * <p>The order in which filters were given is worked into the tables: a prefix's table also has what wider prefixes'
 * filters say of its packets.
 *
 * <p><b>Thread.</b> Immutable.
 *
 * @param destinations which table each prefix leads to
 * @param tables by number
 */
record FilterTables(Map<Prefix, Integer> destinations, List<RuleTable> tables) {
    private static final Comparator<Ranked> BY_RANK = Comparator.comparingInt(Ranked::rank);

    static FilterTables of(List<KernelFilter> filters) {
        Map<Prefix, List<Ranked>> own = new TreeMap<>();
        for (int rank = 0; rank < filters.size(); rank++) {
            own.computeIfAbsent(filters.get(rank).filter().destination(), prefix -> new ArrayList<>())
                    .add(new Ranked(rank, filters.get(rank)));
        }
        Map<Prefix, Integer> destinations = new HashMap<>();
        Map<RuleTable, Integer> numbers = new LinkedHashMap<>();
        // In their order each prefix comes right behind those that contain it.
        Deque<Level> containing = new ArrayDeque<>();
        own.forEach((prefix, ranked) -> {
            while (!containing.isEmpty() && !containing.peek().prefix.contains(prefix)) {
                containing.pop();
            }
            List<Ranked> all = new ArrayList<>(ranked);
            if (!containing.isEmpty()) {
                all.addAll(containing.peek().filters);
                all.sort(BY_RANK);
            }
            containing.push(new Level(prefix, all));
            destinations.put(prefix, numbers.computeIfAbsent(RuleTable.of(all), table -> numbers.size()));
        });
        return new FilterTables(destinations, List.copyOf(numbers.keySet()));
    }

    /** How many rules all tables have. */
    int rules() {
        return tables.stream().mapToInt(table -> table.rules.size()).sum();
    }

    /**
     * What the packets to a prefix meet: the rule of their port, where they have one, or of their protocol; else what is said of UDP,
     * TCP or all others.
     *
     * @param rules of UDP and TCP by port, of others by protocol alone
     */
    record RuleTable(Map<Rule, Want> rules, Want udp, Want tcp, Want other) {
        static final int UDP = 17;
        static final int TCP = 6;

        static RuleTable of(List<Ranked> byRank) {
            Map<Rule, Ranked> first = new LinkedHashMap<>();
            for (Ranked ranked : byRank) {
                PacketFilter filter = ranked.filter.filter();
                first.putIfAbsent(new Rule(filter.protocol(), filter.port()), ranked);
            }
            Ranked anything = first.remove(Rule.ANYTHING);
            Ranked udp = earlier(first.remove(new Rule(UDP, PacketFilter.ANY)), anything);
            Ranked tcp = earlier(first.remove(new Rule(TCP, PacketFilter.ANY)), anything);
            Map<Rule, Want> rules = new HashMap<>();
            first.forEach((rule, exact) -> {
                Ranked wider = rule.protocol == UDP ? udp : rule.protocol == TCP ? tcp : anything;
                rules.put(rule, want(earlier(exact, wider)));
            });
            return new RuleTable(rules, want(udp), want(tcp), want(anything));
        }

        private static @Nullable Ranked earlier(@Nullable Ranked one, @Nullable Ranked other) {
            return other == null || (one != null && one.rank < other.rank) ? one : other;
        }

        private static Want want(@Nullable Ranked ranked) {
            return ranked == null ? Want.NOTHING : ranked.filter.want();
        }

        boolean hasRulesOf(int protocol) {
            return rules.keySet().stream().anyMatch(rule -> rule.protocol == protocol);
        }

        boolean hasRulesOfOthers() {
            return rules.keySet().stream().anyMatch(rule -> rule.protocol != UDP && rule.protocol != TCP);
        }
    }

    /** A protocol, and a port of it or {@link PacketFilter#ANY}. */
    record Rule(int protocol, int port) {
        static final Rule ANYTHING = new Rule(PacketFilter.ANY, PacketFilter.ANY);
    }

    /** A filter, and how many come before it. */
    record Ranked(int rank, KernelFilter filter) {}

    /** A prefix, with its filters and those of the prefixes around it. */
    private record Level(Prefix prefix, List<Ranked> filters) {}
}
