package org.netserv.dataplane.xdp.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;

/**
 * What {@code nft -j list ruleset} prints, and of it the chains that a packet that is forwarded meets. Tables of iptables are left
 * out: iptables says better what is in them.
 *
 * <p><b>Source.</b> libnftables-json(5).
 */
final class NftRuleset {
    private static final Set<String> HOOKS = Set.of("ingress", "prerouting", "forward", "postrouting", "egress");
    private static final Set<String> OF_IPTABLES = Set.of("raw", "mangle", "nat", "filter", "security");

    private NftRuleset() {}

    /**
     * The chains with rules, or with a policy that is not to accept; one entry for those rules of a chain that name the same
     * interfaces.
     */
    static List<BypassedRule> rules(String json) {
        List<Map<?, ?>> chains = new ArrayList<>();
        List<Map<?, ?>> rules = new ArrayList<>();
        if (Json.parse(json).get("nftables") instanceof List<?> objects) {
            for (Object object : objects) {
                add(chains, object, "chain");
                add(rules, object, "rule");
            }
        }
        List<BypassedRule> found = new ArrayList<>();
        for (Map<?, ?> chain : chains) {
            if (HOOKS.contains(text(chain.get("hook"))) && !isOfIptables(chain)) {
                rules(chain, rules, found);
            }
        }
        return found;
    }

    private static void add(List<Map<?, ?>> all, Object object, String kind) {
        if (object instanceof Map<?, ?> fields && fields.get(kind) instanceof Map<?, ?> value) {
            all.add(value);
        }
    }

    private static boolean isOfIptables(Map<?, ?> chain) {
        return Set.of("ip", "ip6").contains(text(chain.get("family")))
                && OF_IPTABLES.contains(text(chain.get("table")))
                && text(chain.get("name")).equals(text(chain.get("hook")).toUpperCase(java.util.Locale.ROOT));
    }

    private static void rules(Map<?, ?> chain, List<Map<?, ?>> rules, List<BypassedRule> found) {
        String name = "nft chain " + text(chain.get("family")) + " " + text(chain.get("table")) + " "
                + text(chain.get("name"));
        if (!Set.of("", "accept").contains(text(chain.get("policy")))) {
            found.add(BypassedRule.forAll(name + ", policy " + text(chain.get("policy"))));
        }
        Map<List<InterfaceMatch>, Integer> counts = new LinkedHashMap<>();
        for (Map<?, ?> rule : rules) {
            if (text(rule.get("family")).equals(text(chain.get("family")))
                    && text(rule.get("table")).equals(text(chain.get("table")))
                    && text(rule.get("chain")).equals(text(chain.get("name")))) {
                counts.merge(List.of(match(rule, "iifname"), match(rule, "oifname")), 1, Integer::sum);
            }
        }
        counts.forEach((matches, count) -> found.add(new BypassedRule(
                name + ", " + (count == 1 ? "1 rule" : count + " rules"), matches.getFirst(), matches.getLast())));
    }

    /** The interfaces that a rule names in a way that is understood; otherwise any. */
    private static InterfaceMatch match(Map<?, ?> rule, String key) {
        if (rule.get("expr") instanceof List<?> expressions) {
            for (Object expression : expressions) {
                if (expression instanceof Map<?, ?> fields && fields.get("match") instanceof Map<?, ?> match
                        && match.get("left") instanceof Map<?, ?> left && left.get("meta") instanceof Map<?, ?> meta
                        && key.equals(meta.get("key"))) {
                    List<String> names = names(match.get("right"));
                    boolean others = "!=".equals(match.get("op"));
                    return names.isEmpty() || !(others || "==".equals(match.get("op"))) ? InterfaceMatch.ANY
                            : new InterfaceMatch(names, others);
                }
            }
        }
        return InterfaceMatch.ANY;
    }

    private static List<String> names(@Nullable Object right) {
        if (right instanceof String name) {
            return List.of(name);
        }
        return right instanceof Map<?, ?> fields && fields.get("set") instanceof List<?> set
                && set.stream().allMatch(String.class::isInstance) ? set.stream().map(String.class::cast).toList()
                        : List.of();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
