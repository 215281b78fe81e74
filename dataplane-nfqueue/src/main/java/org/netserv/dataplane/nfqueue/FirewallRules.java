package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.plane.PlaneException;

/**
 * What the plane has in the kernel's tables, for IPv4 and IPv6:
 *
 * <pre>
 *   mangle PREROUTING → NETSERV       packets of ours pass; what a filter selects goes to the queues
 *   raw    OUTPUT     → NETSERV-OUT   packets of ours are not tracked
 * </pre>
 *
 * <p><b>Thread.</b> Any, in the plane's network namespace. One waits for another.
 */
final class FirewallRules {
    private static final String QUEUE_CHAIN = "NETSERV";
    private static final String UNTRACKED_CHAIN = "NETSERV-OUT";

    private final NfQueueOptions options;
    private final boolean ipv6;
    private final RuleChain queueIpv4;
    private final RuleChain queueIpv6;
    private final RuleChain untrackedIpv4;
    private final RuleChain untrackedIpv6;

    /** Rules for these options; without {@code ipv6} for IPv4 alone. */
    FirewallRules(NfQueueOptions options, boolean ipv6) {
        this.options = options;
        this.ipv6 = ipv6;
        queueIpv4 = queueChain("iptables");
        queueIpv6 = queueChain("ip6tables");
        untrackedIpv4 = untrackedChain("iptables");
        untrackedIpv6 = untrackedChain("ip6tables");
    }

    private RuleChain queueChain(String program) {
        return new RuleChain(new Iptables(options.iptables(), program, "mangle"), QUEUE_CHAIN, "PREROUTING");
    }

    private RuleChain untrackedChain(String program) {
        return new RuleChain(new Iptables(options.iptables(), program, "raw"), UNTRACKED_CHAIN, "OUTPUT");
    }

    /** Makes the chains, of which there must be none. When it fails, nothing is left of it. */
    synchronized void install() throws PlaneException {
        try {
            for (RuleChain chain : untrackedChains()) {
                chain.create(List.of(List.of("-m", "mark", "--mark", mark(), "-j", "CT", "--notrack")));
            }
            for (RuleChain chain : queueChains()) {
                chain.create(queueRules(List.of()));
            }
        } catch (PlaneException e) {
            try {
                remove();
            } catch (PlaneException undone) {
                e.addSuppressed(undone);
            }
            throw e;
        }
    }

    /** Sends packets to the queues as these rules say. When it fails, what was delivered before still is. */
    synchronized void deliver(Delivery delivery) throws PlaneException {
        List<Delivery.Rule> v4 = delivery.rules().stream().filter(FirewallRules::isIpv4).toList();
        List<Delivery.Rule> v6 = delivery.rules().stream().filter(rule -> !isIpv4(rule)).toList();
        if (!ipv6 && !v6.isEmpty()) {
            throw new PlaneException(
                    "the kernel has no IPv6: " + v6.getFirst().filter().destination() + " cannot be filtered");
        }
        List<List<String>> before = queueIpv4.rules();
        queueIpv4.replace(queueRules(v4));
        if (ipv6) {
            try {
                queueIpv6.replace(queueRules(v6));
            } catch (PlaneException e) {
                try {
                    queueIpv4.undo(before);
                } catch (PlaneException undone) {
                    e.addSuppressed(undone);
                }
                throw e;
            }
        }
    }

    /**
     * Looks at every chain, and puts back what others have removed or changed. A chain that this fails for does not keep the
     * others from it, unless its program cannot be run or does not end: that program is not run again. The first failure is
     * thrown in the end.
     *
     * @param restored is told what was amiss, where it has been put right
     */
    synchronized void reconcile(Consumer<String> restored) throws PlaneException {
        forEach(chain -> {
            String amiss = chain.reconcile();
            if (amiss != null) {
                restored.accept(amiss);
            }
        });
    }

    /**
     * Removes everything of ours, or of a node before us, and nothing else. A chain that cannot be removed does not keep
     * the others in place; the first failure is thrown in the end.
     */
    synchronized void remove() throws PlaneException {
        forEach(RuleChain::remove);
    }

    private interface Step {
        void take(RuleChain chain) throws PlaneException;
    }

    private void forEach(Step step) throws PlaneException {
        PlaneException failure = null;
        Set<String> unavailable = new HashSet<>();
        for (RuleChain chain : Stream.concat(queueChains().stream(), untrackedChains().stream()).toList()) {
            if (unavailable.contains(chain.program())) {
                continue;
            }
            try {
                step.take(chain);
            } catch (PlaneException e) {
                if (e instanceof ProgramUnavailable) {
                    unavailable.add(chain.program());
                }
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static boolean isIpv4(Delivery.Rule rule) {
        return rule.filter().destination().isIpv4();
    }

    private List<RuleChain> queueChains() {
        return ipv6 ? List.of(queueIpv4, queueIpv6) : List.of(queueIpv4);
    }

    private List<RuleChain> untrackedChains() {
        return ipv6 ? List.of(untrackedIpv4, untrackedIpv6) : List.of(untrackedIpv4);
    }

    /** Packets of ours that come round by the loopback interface are not queued: a module would answer itself for ever. */
    private List<List<String>> queueRules(Collection<Delivery.Rule> delivered) {
        List<List<String>> rules = new ArrayList<>();
        rules.add(List.of("-m", "mark", "--mark", mark(), "-j", "RETURN"));
        delivered.forEach(rule -> rules.add(queueRule(rule)));
        return rules;
    }

    private List<String> queueRule(Delivery.Rule delivered) {
        PacketFilter filter = delivered.filter();
        List<String> rule = new ArrayList<>(List.of("-d", filter.destination().toString()));
        if (filter.protocol() != PacketFilter.ANY) {
            rule.addAll(List.of("-p", Integer.toString(filter.protocol())));
        }
        if (filter.port() != PacketFilter.ANY) {
            rule.addAll(List.of("--dport", Integer.toString(filter.port())));
        }
        rule.addAll(List.of("-m", "comment", "--comment", "netserv", "-j"));
        switch (delivered.way()) {
            case PAST -> rule.add("RETURN");
            case SHARED -> rule.addAll(queue(options.shared()));
            case QUARANTINE -> rule.addAll(queue(options.quarantined()));
        }
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

    private String mark() {
        return "0x" + Integer.toHexString(options.mark());
    }
}
