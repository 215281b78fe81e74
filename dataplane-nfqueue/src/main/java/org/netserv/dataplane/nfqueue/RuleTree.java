package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.Delivery;

/**
 * Ordered rules as a tree of chains, in which a packet passes few of them. The first rule that selects it is the same as in
 * the list.
 *
 * <pre>
 *   udp 5060 to 10.0.1.0/24     all packets:     to 10.0.0.0/14  → its chain
 *   udp 5060 to 10.0.2.0/24                      to 10.64.0.0/12 → its chain
 *   …                                            any to 10.0.0.0/8
 *   any to 10.0.0.0/8           to 10.0.0.0/14:  udp 5060 to 10.0.1.0/24
 *                                                …
 *                                                any to 10.0.0.0/8
 * </pre>
 *
 * <p>Where there are more than {@value #LEAF} rules they are split, by two bits of the destination or of the port. A packet does
 * not come back from a chain that it goes to, so a rule for packets of several chains is in each of them. A tree has at most
 * {@value #MOST_REPEATED} times as many rules as the list; those that cannot be split for less stay together.
 *
 * <p>In each chain on its way a packet passes up to four rules that lead to others, or one for each protocol and four more where
 * that is by port as well; in the last one also the rules that are left. Of 1,000 different prefixes these are at most 30 rules in 4 chains,
 * of 10,000 40 in 7.
 *
 * <p>A chain is known by its area. A rule that comes or goes changes the chains that have it, and seldom one more.
 *
 * <p><b>Thread.</b> Immutable.
 *
 * @param whole the area of all packets
 * @param chains area by area what is there, in order; those that lead to a chain come before it
 */
record RuleTree(Area whole, Map<Area, List<Entry>> chains) {
    /** Rules that are not worth a chain of their own. */
    private static final int LEAF = 16;
    /** Chains behind the first one, each leading to the next. The kernel has 15, and operators may jump to the first from theirs. */
    private static final int DEEPEST = 11;
    private static final int MOST_REPEATED = 4;

    RuleTree {
        chains = Collections.unmodifiableMap(new LinkedHashMap<>(chains));
    }

    /** One thing that a chain does with packets. */
    sealed interface Entry {}

    /** Packets go where a rule says. */
    record Deliver(Delivery.Rule rule) implements Entry {}

    /** Packets of an area go to its chain, and do not come back. */
    record GoTo(Area area) implements Entry {}

    /** The tree of a list, in which all rules lie in one prefix. */
    static RuleTree of(Prefix everything, List<Delivery.Rule> rules) {
        Area whole = Area.of(everything);
        Map<Area, List<Entry>> chains = new LinkedHashMap<>();
        List<Entry> first = new ArrayList<>();
        chains.put(whole, first);
        List<RuleSplit.Placed> placed = RuleSplit.within(whole, rules.stream().map(RuleSplit.Placed::of).toList());
        fill(chains, first, whole, placed, (long) placed.size() * MOST_REPEATED, DEEPEST);
        return new RuleTree(whole, chains);
    }

    /** @param most how many rules may come of these, at least as many as these are */
    private static void fill(Map<Area, List<Entry>> chains, List<Entry> chain, Area area,
            List<RuleSplit.Placed> rules, long most, int deeper) {
        RuleSplit split = rules.size() <= LEAF || deeper == 0 ? null : RuleSplit.best(area, rules);
        if (split == null || split.size() > most) {
            rules.forEach(rule -> chain.add(new Deliver(rule.rule())));
            return;
        }
        for (RuleSplit.Part part : split.parts()) {
            List<Entry> there = new ArrayList<>();
            if (chains.put(part.area(), there) != null) {
                throw new IllegalStateException("two chains for area=" + part.area());
            }
            chain.add(new GoTo(part.area()));
            fill(chains, there, part.area(), part.rules(), share(split, part.rules(), most), deeper - 1);
        }
        fill(chains, chain, area, split.rest(), share(split, split.rest(), most), deeper);
    }

    /** Each list has its share by its size: what one cannot be split for does not keep others from it. */
    private static long share(RuleSplit split, List<RuleSplit.Placed> rules, long most) {
        return (most - split.parts().size()) * rules.size() / (split.size() - split.parts().size());
    }
}
