package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netserv.node.path.Delivery;

/**
 * An ordered list of rules taken apart: parts for the packets of areas that do not overlap, and the rest for those of none.
 *
 * <p>Each list keeps the order, and has every rule that can be the first to select one of its packets. A rule is in several
 * where its packets are.
 */
record RuleSplit(List<Part> parts, List<Placed> rest) {
    /** Bits that the areas of one split differ in. A packet passes 2.5 rules on average for two, but 8.5 for four. */
    private static final int STEP_BITS = 2;

    /** A rule, and which packets it selects of those that it is among. */
    record Placed(Area area, Delivery.Rule rule) {
        /** A rule among all packets. */
        static Placed of(Delivery.Rule rule) {
            return new Placed(Area.of(rule.filter()), rule);
        }
    }

    /** The packets of an area, and the rules for them. */
    record Part(Area area, List<Placed> rules) {}

    /** By what packets are told apart. */
    private enum Axis {
        DESTINATION, SERVICE;

        Bits of(Area area) {
            return this == DESTINATION ? area.destination() : area.service();
        }

        /** How many bits the areas of a split have whose rules have these in common. */
        int next(Bits common) {
            // iptables knows a protocol or all of them.
            return this == SERVICE && common.length() < Area.PROTOCOL_BITS
                    ? Area.PROTOCOL_BITS
                    : (common.length() / STEP_BITS + 1) * STEP_BITS;
        }

        /** What a split asks of a rule's packets: one by destination for nothing else, as that is the cheapest. */
        Area around(Area area, Area whole) {
            return this == SERVICE ? area : new Area(area.destination(), whole.service());
        }
    }

    /** The split that repeats few rules; by destination unless that repeats many. Null if none is possible. */
    static @Nullable RuleSplit best(Area whole, List<Placed> rules) {
        RuleSplit byDestination = of(Axis.DESTINATION, whole, rules);
        if (byDestination != null && byDestination.size() <= rules.size() + rules.size() / 2) {
            return byDestination;
        }
        RuleSplit byService = of(Axis.SERVICE, whole, rules);
        if (byDestination == null || byService == null) {
            return byService == null ? byDestination : byService;
        }
        return byService.size() < byDestination.size() ? byService : byDestination;
    }

    /** Rules of all lists, and one that leads to each part. */
    int size() {
        return parts.size() + rest.size() + parts.stream().mapToInt(part -> part.rules.size()).sum();
    }

    /** Those rules that can be the first to select a packet of an area. */
    static List<Placed> within(Area area, List<Placed> rules) {
        List<Placed> within = new ArrayList<>();
        Set<Area> seen = new HashSet<>();
        for (Placed rule : rules) {
            if (rule.area.overlaps(area)) {
                Area selected = rule.area.within(area);
                if (seen.add(selected)) {
                    within.add(new Placed(selected, rule.rule));
                }
                if (selected.equals(area)) {
                    break;
                }
            }
        }
        return within;
    }

    private static @Nullable RuleSplit of(Axis axis, Area whole, List<Placed> rules) {
        Bits common = null;
        for (Placed rule : rules) {
            Bits bits = axis.of(rule.area);
            if (bits.length() > axis.of(whole).length()) {
                common = common == null ? bits : common.common(bits);
            }
        }
        if (common == null) {
            return null;
        }
        int next = axis.next(common);
        TreeMap<Bits, List<Area>> cells = new TreeMap<>();
        for (Placed rule : rules) {
            Bits bits = axis.of(rule.area);
            if (bits.length() >= next) {
                cells.computeIfAbsent(bits.first(next), cell -> new ArrayList<>()).add(axis.around(rule.area, whole));
            }
        }
        // One rule alone is as good as one that leads to it.
        List<Area> areas = cells.values().stream().filter(cell -> cell.size() > 1).map(RuleSplit::around).toList();
        if (areas.isEmpty()) {
            return null;
        }
        return new RuleSplit(areas.stream().map(area -> new Part(area, within(area, rules))).toList(),
                rules.stream().filter(rule -> areas.stream().noneMatch(area -> area.contains(rule.area))).toList());
    }

    private static Area around(List<Area> areas) {
        Area around = areas.getFirst();
        for (Area area : areas) {
            around = new Area(around.destination().common(area.destination()), around.service().common(area.service()));
        }
        return around;
    }
}
