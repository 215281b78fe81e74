package org.netserv.node.path;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.Prefix;

/**
 * Works out what the packets to each prefix meet.
 *
 * <p>Prefixes are visited in their order, in which each comes right behind those that contain it: a stack holds these,
 * and of their filters those apply whose module belongs to the prefix's owner. Time is proportional to the table that
 * comes out, not to prefixes times modules.
 *
 * <p><b>Thread.</b> One, off the packet path.
 */
final class FilterTableBuilder {
    private static final Comparator<ModuleSlot> RANK = Comparator.comparingInt(ModuleSlot::order)
            .thenComparingLong(ModuleSlot::sequence);

    private static final PortTable NOTHING = new PortTable(Map.of());

    private final Map<Prefix, String> owners = new HashMap<>();
    private final Map<Prefix, List<Wish>> wishes = new HashMap<>();
    private final Map<Met, Chain> chains = new HashMap<>();
    private final Map<Prefix, PortTable> ipv4 = new HashMap<>();
    private final Map<Prefix, PortTable> ipv6 = new HashMap<>();

    FilterTableBuilder(Collection<FilterTable.PrefixOwner> owned, Collection<ModuleSlot> modules) {
        owned.forEach(owner -> owners.put(owner.prefix(), owner.user()));
        for (ModuleSlot module : modules) {
            for (PacketFilter filter : module.filters()) {
                wishes.computeIfAbsent(filter.destination(), prefix -> new ArrayList<>())
                        .add(new Wish(module, new PortTable.Rule(filter.protocol(), filter.port()), filter.every()));
            }
        }
        // Also prefixes without a module: a narrower one shields its packets from the wider one's modules.
        Set<Prefix> prefixes = new TreeSet<>(owners.keySet());
        prefixes.addAll(wishes.keySet());
        Deque<Level> containing = new ArrayDeque<>();
        for (Prefix prefix : prefixes) {
            visit(prefix, containing);
        }
    }

    private void visit(Prefix prefix, Deque<Level> containing) {
        while (!containing.isEmpty() && !containing.peek().prefix.contains(prefix)) {
            containing.pop();
        }
        Level parent = containing.peek();
        String own = owners.get(prefix);
        String owner = own == null && parent != null ? parent.owner : own;
        Level level = new Level(prefix, owner, byUser(wishes.getOrDefault(prefix, List.of())));
        containing.push(level);
        if (parent != null && Objects.equals(owner, parent.owner)
                && (owner == null || !level.wishes.containsKey(owner))) {
            level.rules = parent.rules;
        } else {
            level.rules = owner == null ? NOTHING : new PortTable(rules(owner, containing));
        }
        (prefix.isIpv4() ? ipv4 : ipv6).put(prefix, level.rules);
    }

    private static Map<String, List<Wish>> byUser(List<Wish> all) {
        Map<String, List<Wish>> byUser = new HashMap<>();
        all.forEach(wish -> byUser.computeIfAbsent(wish.module().user(), user -> new ArrayList<>()).add(wish));
        return byUser;
    }

    private Map<PortTable.Rule, Chain> rules(String owner, Deque<Level> containing) {
        Map<PortTable.Rule, List<Wish>> exact = new HashMap<>();
        for (Level level : containing) {
            for (Wish wish : level.wishes.getOrDefault(owner, List.of())) {
                exact.computeIfAbsent(wish.rule(), rule -> new ArrayList<>()).add(wish);
            }
        }
        Map<PortTable.Rule, Chain> rules = new HashMap<>();
        exact.forEach((rule, own) -> {
            List<Wish> all = new ArrayList<>(own);
            all.addAll(exact.getOrDefault(new PortTable.Rule(rule.protocol(), PacketFilter.ANY), List.of()));
            all.addAll(exact.getOrDefault(PortTable.Rule.ANYTHING, List.of()));
            rules.put(rule, chains.computeIfAbsent(Met.of(all), met -> new Chain(chains.size(), met.modules(),
                    met.samplers())));
        });
        return rules;
    }

    /** What the packets to each prefix of one family meet. */
    Map<Prefix, PortTable> tables(boolean wantIpv4) {
        return wantIpv4 ? ipv4 : ipv6;
    }

    /** Number of different chains. */
    int chains() {
        return chains.size();
    }

    /** That a module wants packets, or copies of 1 in so many. */
    private record Wish(ModuleSlot module, PortTable.Rule rule, int every) {}

    /** Whom packets meet, in order. Who decides on them needs no copies; of several samples the largest is one. */
    private record Met(List<ModuleSlot> modules, List<Chain.Sampler> samplers) {

        static Met of(List<Wish> wishes) {
            Set<ModuleSlot> deciding = new TreeSet<>(RANK);
            Map<ModuleSlot, Integer> sampling = new TreeMap<>(RANK);
            for (Wish wish : wishes) {
                if (wish.every() == PacketFilter.ALL) {
                    deciding.add(wish.module());
                } else {
                    sampling.merge(wish.module(), wish.every(), Math::min);
                }
            }
            return new Met(List.copyOf(deciding), sampling.entrySet().stream()
                    .filter(entry -> !deciding.contains(entry.getKey()))
                    .map(entry -> new Chain.Sampler(entry.getKey(), entry.getValue())).toList());
        }
    }

    /** A prefix that has been visited. */
    private static final class Level {
        private final Prefix prefix;
        private final @Nullable String owner;
        private final Map<String, List<Wish>> wishes;
        private PortTable rules = NOTHING;

        Level(Prefix prefix, @Nullable String owner, Map<String, List<Wish>> wishes) {
            this.prefix = prefix;
            this.owner = owner;
            this.wishes = wishes;
        }
    }
}
