package org.netserv.dataplane.nfqueue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.Delivery;
import org.netserv.node.plane.PlaneException;

/**
 * What the plane has in the kernel's tables, for IPv4 and IPv6:
 *
 * <pre>
 *   mangle PREROUTING → NETSERV       of the plane's interfaces: packets of ours pass; what a filter selects goes to the queues
 *                       NETSERV-1 …   the same for parts of the packets, as RuleTree has it
 *   raw    OUTPUT     → NETSERV-OUT   packets of ours are not tracked
 * </pre>
 *
 * <p><b>Thread.</b> Any, in the plane's network namespace. One waits for another.
 */
final class FirewallRules {
    private static final String UNTRACKED_CHAIN = "NETSERV-OUT";

    private final NfQueueOptions options;
    private final boolean ipv6;
    private final QueueChains wantedIpv4;
    private final QueueChains wantedIpv6;
    private final RuleChains queueIpv4;
    private final RuleChains queueIpv6;
    private final RuleChains untrackedIpv4;
    private final RuleChains untrackedIpv6;

    /** Rules for these options; without {@code ipv6} for IPv4 alone. */
    FirewallRules(NfQueueOptions options, boolean ipv6) {
        this.options = options;
        this.ipv6 = ipv6;
        wantedIpv4 = new QueueChains(options, Prefix.ALL_IPV4);
        wantedIpv6 = new QueueChains(options, Prefix.ALL_IPV6);
        queueIpv4 = queueChain("iptables");
        queueIpv6 = queueChain("ip6tables");
        untrackedIpv4 = untrackedChain("iptables");
        untrackedIpv6 = untrackedChain("ip6tables");
    }

    private RuleChains queueChain(String program) {
        return new RuleChains(new Iptables(options.iptables(), program, "mangle"), QueueChains.FIRST, "PREROUTING",
                options.interfaces().isEmpty() ? List.of(List.of())
                        : options.interfaces().stream().map(name -> List.of("-i", name)).toList());
    }

    private RuleChains untrackedChain(String program) {
        return new RuleChains(new Iptables(options.iptables(), program, "raw"), UNTRACKED_CHAIN, "OUTPUT",
                List.of(List.of()));
    }

    /** Makes the chains, of which there must be none. When it fails, nothing is left of it. */
    synchronized void install() throws PlaneException {
        try {
            for (RuleChains chain : untrackedChains()) {
                chain.create(Map.of(UNTRACKED_CHAIN, List.of(List.of("-m", "mark", "--mark",
                        "0x" + Integer.toHexString(options.mark()), "-j", "CT", "--notrack"))));
            }
            queueIpv4.create(wantedIpv4.of(List.of()));
            if (ipv6) {
                queueIpv6.create(wantedIpv6.of(List.of()));
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
        Map<String, List<List<String>>> before = queueIpv4.chains();
        queueIpv4.replace(wantedIpv4.of(v4));
        if (ipv6) {
            try {
                queueIpv6.replace(wantedIpv6.of(v6));
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
        forEach(RuleChains::remove);
    }

    private interface Step {
        void take(RuleChains chain) throws PlaneException;
    }

    private void forEach(Step step) throws PlaneException {
        PlaneException failure = null;
        Set<String> unavailable = new HashSet<>();
        for (RuleChains chain : Stream.concat(queueChains().stream(), untrackedChains().stream()).toList()) {
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

    private List<RuleChains> queueChains() {
        return ipv6 ? List.of(queueIpv4, queueIpv6) : List.of(queueIpv4);
    }

    private List<RuleChains> untrackedChains() {
        return ipv6 ? List.of(untrackedIpv4, untrackedIpv6) : List.of(untrackedIpv4);
    }
}
