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
     * What the packets to a prefix meet.
     *
     * @param rules by protocol and port, or protocol and any port
     * @param anything what those meet that no rule selects
     */
    record RuleTable(Map<Rule, Want> rules, Want anything) {

        static RuleTable of(List<Ranked> byRank) {
            Map<Rule, Ranked> first = new LinkedHashMap<>();
            for (Ranked ranked : byRank) {
                PacketFilter filter = ranked.filter.filter();
                first.putIfAbsent(new Rule(filter.protocol(), filter.port()), ranked);
            }
            Ranked anything = first.remove(Rule.ANYTHING);
            Map<Rule, Want> rules = new HashMap<>();
            first.forEach((rule, exact) -> {
                Ranked protocol = first.get(new Rule(rule.protocol, PacketFilter.ANY));
                rules.put(rule, earliest(exact, protocol, anything).filter.want());
            });
            return new RuleTable(rules, anything == null ? Want.NOTHING : anything.filter.want());
        }

        private static Ranked earliest(Ranked exact, @Nullable Ranked protocol, @Nullable Ranked anything) {
            Ranked found = protocol != null && protocol.rank < exact.rank ? protocol : exact;
            return anything != null && anything.rank < found.rank ? anything : found;
        }

        boolean hasRulesByPort() {
            return rules.keySet().stream().anyMatch(rule -> rule.port != PacketFilter.ANY);
        }

        boolean hasRulesByProtocol() {
            return rules.keySet().stream().anyMatch(rule -> rule.port == PacketFilter.ANY);
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
