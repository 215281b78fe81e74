package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.SignalingTap;

/**
 * The chains of one family that lead packets to the queues, as iptables is told them. A chain keeps its name as long as its area
 * has one: {@code NETSERV-} and a number, none of which is used again.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class QueueChains {
    /** The chain that all packets come to. */
    static final String FIRST = "NETSERV";

    private final NfQueueOptions options;
    private final Prefix everything;
    private Map<Area, String> names = Map.of();
    private int last;

    /** Chains for packets to a prefix, which is all of a family. */
    QueueChains(NfQueueOptions options, Prefix everything) {
        this.options = options;
        this.everything = everything;
    }

    /** By name the chains for these rules, and for signaling, and what is in them; the first one first. */
    Map<String, List<List<String>>> of(List<Delivery.Rule> rules, boolean signaling) {
        RuleTree tree = RuleTree.of(everything, rules);
        Map<Area, String> before = names;
        names = new HashMap<>();
        tree.chains().keySet().forEach(area -> names.put(area, name(tree, before, area)));
        Map<String, List<List<String>>> chains = new LinkedHashMap<>();
        tree.chains().forEach((area, entries) -> {
            List<List<String>> spelt = new ArrayList<>();
            if (area.equals(tree.whole())) {
                // Packets of ours that come round by the loopback interface: a module would answer itself for ever.
                spelt.add(List.of("-m", "mark", "--mark", "0x" + Integer.toHexString(options.mark()), "-j", "RETURN"));
                if (signaling) {
                    spelt.add(signaling());
                }
            }
            entries.forEach(entry -> spelt.add(spell(area, entry)));
            chains.put(named(area), spelt);
        });
        return chains;
    }

    private String name(RuleTree tree, Map<Area, String> before, Area area) {
        if (area.equals(tree.whole())) {
            return FIRST;
        }
        String name = before.get(area);
        return name == null ? FIRST + "-" + ++last : name;
    }

    private String named(Area area) {
        return Objects.requireNonNull(names.get(area));
    }

    private List<String> spell(Area chain, RuleTree.Entry entry) {
        return switch (entry) {
            case RuleTree.GoTo there -> spell(chain, there.area());
            case RuleTree.Deliver delivered -> spell(chain, delivered.rule());
        };
    }

    private List<String> spell(Area chain, Area area) {
        List<String> rule = match(chain, area);
        rule.addAll(List.of("-g", named(area)));
        return rule;
    }

    private List<String> spell(Area chain, Delivery.Rule delivered) {
        List<String> rule = match(chain, Area.of(delivered.filter()));
        rule.addAll(List.of("-m", "comment", "--comment", "netserv", "-j"));
        switch (delivered.way()) {
            case PAST -> rule.add("RETURN");
            case SHARED -> rule.addAll(queue(options.shared()));
            case QUARANTINE -> rule.addAll(queue(options.quarantined()));
            case SAMPLED, SAMPLED_QUARANTINE -> throw new IllegalArgumentException("rule=" + delivered);
        }
        return rule;
    }

    /** What tells packets of an area from others of the chain: each comparison takes its time. */
    private static List<String> match(Area chain, Area area) {
        List<String> match = new ArrayList<>();
        if (!area.destination().contains(chain.destination())) {
            match.addAll(List.of("-d", area.prefix().toString()));
        }
        if (!area.service().contains(chain.service())) {
            match.addAll(List.of("-p", Integer.toString(area.protocol())));
            if (area.hasPorts()) {
                String ports = area.firstPort() + (area.lastPort() == area.firstPort() ? "" : ":" + area.lastPort());
                match.addAll(List.of("--dport", ports));
            }
        }
        return match;
    }

    private List<String> signaling() {
        List<String> rule = new ArrayList<>(List.of("-p", "17", "--dport", Integer.toString(SignalingTap.PORT), "-m",
                "comment", "--comment", "netserv", "-j"));
        rule.addAll(queue(options.shared()));
        return rule;
    }

    private List<String> queue(NfQueueOptions.Range queues) {
        List<String> target = new ArrayList<>(
                List.of("NFQUEUE", queues.count() == 1 ? "--queue-num" : "--queue-balance", queues.toString()));
        if (options.bypass()) {
            target.add("--queue-bypass");
        }
        return target;
    }
}
