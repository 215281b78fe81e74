package org.netserv.node.path;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.Prefix;

/**
 * Which packets a plane is to bring to which packet threads: rules, of which the first that selects a packet holds. What none
 * selects goes past the node.
 *
 * <p>A plane that cannot copy packets brings them to the packet threads themselves, where 1 in so many is shown to the module, and all
 * go on as they came: {@link #unsampled}.
 *
 * <p>A chain with a module in quarantine is there as a whole: otherwise its other modules would wait for that one. A
 * publisher's packets are never there for another's module, though prefixes lie within one another.
 *
 * <p><b>Thread.</b> Immutable.
 *
 * @param signaling whether UDP packets to {@link SignalingTap#PORT} come to the packet threads of all, whatever the rules say
 */
public record Delivery(List<Rule> rules, boolean signaling) {
    /** Takes a copy. */
    public Delivery {
        rules = List.copyOf(rules);
    }

    /** Without signaling. */
    public Delivery(List<Rule> rules) {
        this(rules, false);
    }

    /** The same rules, with signaling or without. */
    Delivery with(boolean wanted) {
        return new Delivery(rules, wanted);
    }

    /** Where packets go. */
    public enum Way {
        /** To the packet threads of all. */
        SHARED,
        /** To those that modules are tried on. */
        QUARANTINE,
        /**
         * On their way, and copies of 1 in {@link PacketFilter#every} to the node, for modules that the packet threads of all may
         * call.
         */
        SAMPLED,
        /** The same for modules that are being tried. */
        SAMPLED_QUARANTINE,
        /** Past the node, although a wider prefix's rule would select them: they are another publisher's. */
        PAST
    }

    /** Packets, and where they go. */
    public record Rule(PacketFilter filter, Way way) {}

    /** For a plane that cannot copy packets: the packets themselves come where their copies would be wanted. */
    public Delivery unsampled() {
        return new Delivery(rules.stream().map(rule -> switch (rule.way()) {
            case SAMPLED -> new Rule(new PacketFilter(rule.filter().destination(), rule.filter().protocol(),
                    rule.filter().port()), Way.SHARED);
            case SAMPLED_QUARANTINE -> new Rule(new PacketFilter(rule.filter().destination(),
                    rule.filter().protocol(), rule.filter().port()), Way.QUARANTINE);
            case SHARED, QUARANTINE, PAST -> rule;
        }).distinct().toList(), signaling);
    }

    /** What these modules want of their publishers' packets. */
    static Delivery of(Collection<FilterTable.PrefixOwner> owners, Collection<ModuleSlot> modules) {
        Map<String, List<ModuleSlot>> byUser = modules.stream().collect(Collectors.groupingBy(ModuleSlot::user));
        Set<Rule> rules = new LinkedHashSet<>();
        for (Region region : regions(owners)) {
            List<ModuleSlot> own = byUser.getOrDefault(region.owner, List.of());
            List<PacketFilter> tried = region.filters(own, true, false);
            List<PacketFilter> released = region.filters(own, false, false);
            List<PacketFilter> triedSamples = region.filters(own, true, true);
            tried.forEach(filter -> rules.add(new Rule(filter, Way.QUARANTINE)));
            // Who decides on them sees all of them, where the other sees its samples of them.
            triedSamples.forEach(sample -> released.stream().map(sample::and).flatMap(Stream::ofNullable)
                    .forEach(both -> rules.add(new Rule(both, Way.QUARANTINE))));
            released.forEach(filter -> rules.add(new Rule(filter, Way.SHARED)));
            triedSamples.forEach(filter -> rules.add(new Rule(filter, Way.SAMPLED_QUARANTINE)));
            region.filters(own, false, true).forEach(filter -> rules.add(new Rule(filter, Way.SAMPLED)));
            if (region.around.stream().filter(user -> !user.equals(region.owner))
                    .anyMatch(user -> region.isWanted(byUser.getOrDefault(user, List.of())))) {
                rules.add(new Rule(new PacketFilter(region.prefix, PacketFilter.ANY, PacketFilter.ANY), Way.PAST));
            }
        }
        return new Delivery(new ArrayList<>(rules));
    }

    /** Narrower ones first. A prefix right within one of the same publisher's is none of its own. */
    private static List<Region> regions(Collection<FilterTable.PrefixOwner> owners) {
        Map<Prefix, String> sorted = new TreeMap<>();
        owners.forEach(owner -> sorted.put(owner.prefix(), owner.user()));
        Deque<Region> containing = new ArrayDeque<>();
        Deque<Region> found = new ArrayDeque<>();
        // In their order each prefix comes right behind those that contain it.
        sorted.forEach((prefix, owner) -> {
            while (!containing.isEmpty() && !containing.peek().prefix.contains(prefix)) {
                containing.pop();
            }
            Region parent = containing.peek();
            if (parent == null || !parent.owner.equals(owner)) {
                Region region = new Region(prefix, owner, parent);
                containing.push(region);
                found.push(region);
            }
        });
        return List.copyOf(found);
    }

    /** A prefix whose packets are one publisher's, but for regions within it. */
    private static final class Region {
        private final Prefix prefix;
        private final String owner;
        /** Owners of the regions that it lies in. */
        private final Set<String> around = new LinkedHashSet<>();

        Region(Prefix prefix, String owner, @Nullable Region parent) {
            this.prefix = prefix;
            this.owner = owner;
            if (parent != null) {
                around.addAll(parent.around);
                around.add(parent.owner);
            }
        }

        /** Whether a filter of these modules would select some of its packets. */
        boolean isWanted(List<ModuleSlot> modules) {
            return modules.stream().flatMap(module -> module.filters().stream()).map(PacketFilter::destination)
                    .anyMatch(wanted -> wanted.contains(prefix) || prefix.contains(wanted));
        }

        /** What modules' filters select of its packets; of those that want samples, those that want most of them first. */
        List<PacketFilter> filters(List<ModuleSlot> modules, boolean quarantined, boolean sampled) {
            return modules.stream().filter(module -> module.isQuarantined() == quarantined)
                    .flatMap(module -> module.filters().stream()).filter(filter -> filter.isSampled() == sampled)
                    .flatMap(filter -> prefix.contains(filter.destination()) ? Stream.of(filter)
                            : filter.destination().contains(prefix) ? Stream.of(filter.to(prefix))
                                    : Stream.empty())
                    .sorted(Comparator.comparingInt(PacketFilter::every)).toList();
        }
    }
}
