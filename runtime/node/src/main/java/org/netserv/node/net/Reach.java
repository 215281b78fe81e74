package org.netserv.node.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses the node connects to when a publisher names a URL: the longest prefix that covers the address decides.
 *
 * <p>Beside the operator's prefixes there are those that no publisher should have the node talk to: loopback, link-local,
 * multicast, reserved addresses, and each of the node's own. The operator opens one with a prefix as long as it, or longer:
 * {@code 127.0.0.0/8} opens loopback, {@code 0.0.0.0/0} does not.
 *
 * @param allowed the operator's, to be connected to
 * @param denied the operator's, not to be connected to
 */
public record Reach(List<Prefix> allowed, List<Prefix> denied) {

    /** What holds if the operator says nothing. */
    public static final Reach DEFAULT = new Reach(List.of(), List.of());

    /** NAT64 (RFC 6052): the last four bytes are the IPv4 address that the packet goes to. */
    private static final Prefix NAT64 = Prefix.parse("64:ff9b::/96");

    private static final List<Rule> CLOSED = List.of(closed("0.0.0.0/8", "this host"),
            closed("127.0.0.0/8", "loopback"), closed("169.254.0.0/16", "link-local"),
            closed("224.0.0.0/4", "multicast"), closed("240.0.0.0/4", "reserved"), closed("::/96", "this host"),
            closed("::1/128", "loopback"), closed("fe80::/10", "link-local"), closed("ff00::/8", "multicast"));

    /** Keeps copies. */
    public Reach {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    /**
     * Why the address is not connected to, in a few words; null if it is.
     *
     * @param own addresses of the node's interfaces, but for loopback
     */
    public @Nullable String objection(IpAddress address, Collection<IpAddress> own) {
        String objection = judge(address, own);
        if (objection == null && NAT64.contains(address)) {
            return judge(IpAddress.ofIpv4((int) address.low()), own);
        }
        return objection;
    }

    private @Nullable String judge(IpAddress address, Collection<IpAddress> own) {
        List<Rule> rules = new ArrayList<>(CLOSED);
        if (own.contains(address)) {
            rules.add(new Rule(address.toPrefix(), "the node's own"));
        }
        denied.forEach(prefix -> rules.add(new Rule(prefix, "denied by the configuration")));
        allowed.forEach(prefix -> rules.add(new Rule(prefix, null)));
        Rule longest = new Rule(Prefix.ALL_IPV6, null);
        for (Rule rule : rules) {
            // Of equal ones the last: the operator's.
            if (rule.prefix.contains(address) && rule.prefix.length() >= longest.prefix.length()) {
                longest = rule;
            }
        }
        return longest.objection;
    }

    private static Rule closed(String prefix, String objection) {
        return new Rule(Prefix.parse(prefix), objection);
    }

    private record Rule(Prefix prefix, @Nullable String objection) {}
}
