package org.netserv.dataplane.nfqueue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

    private final Family ipv4;
    /** Null where the kernel has no IPv6. */
    private final @Nullable Family ipv6;

    /** Rules for these options; without {@code ipv6} for IPv4 alone. */
    FirewallRules(NfQueueOptions options, boolean ipv6) {
        ipv4 = new Family(options, "iptables", Prefix.ALL_IPV4);
        this.ipv6 = ipv6 ? new Family(options, "ip6tables", Prefix.ALL_IPV6) : null;
    }

    /** What is there of one family: a program of its own changes it. <b>Thread.</b> One at a time. */
    private static final class Family {
        private final QueueChains wanted;
        private final RuleChains queue;
        private final RuleChains untracked;
        private final Map<String, List<List<String>>> untrackedRules;

        Family(NfQueueOptions options, String program, Prefix everything) {
            wanted = new QueueChains(options, everything);
            queue = new RuleChains(new Iptables(options.iptables(), program, "mangle"), QueueChains.FIRST, "PREROUTING",
                    options.interfaces().isEmpty() ? List.of(List.of())
                            : options.interfaces().stream().map(name -> List.of("-i", name)).toList());
            untracked = new RuleChains(new Iptables(options.iptables(), program, "raw"), UNTRACKED_CHAIN, "OUTPUT",
                    List.of(List.of()));
            untrackedRules = Map.of(UNTRACKED_CHAIN, List.of(List.of("-m", "mark", "--mark",
                    "0x" + Integer.toHexString(options.mark()), "-j", "CT", "--notrack")));
        }

        void create() throws PlaneException {
            untracked.create(untrackedRules);
            queue.create(wanted.of(List.of(), false));
        }

        /** A chain that this fails for does not keep the other from it, unless the program itself is at fault. */
        void each(Step<RuleChains> step) throws PlaneException {
            PlaneException failure = null;
            for (RuleChains chains : List.of(queue, untracked)) {
                try {
                    step.take(chains);
                } catch (PlaneException e) {
                    failure = joined(failure, e);
                    if (e instanceof ProgramUnavailable) {
                        break;
                    }
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    private interface Step<T> {
        void take(T subject) throws PlaneException;
    }

    /** Makes the chains, of which there must be none. When it fails, nothing is left of it. */
    synchronized void install() throws PlaneException {
        try {
            together(Family::create);
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
        if (ipv6 == null && !v6.isEmpty()) {
            throw new PlaneException(
                    "the kernel has no IPv6: " + v6.getFirst().filter().destination() + " cannot be filtered");
        }
        Map<String, List<List<String>>> before = ipv4.queue.chains();
        ipv4.queue.replace(ipv4.wanted.of(v4, delivery.signaling()));
        if (ipv6 != null) {
            try {
                ipv6.queue.replace(ipv6.wanted.of(v6, delivery.signaling()));
            } catch (PlaneException e) {
                try {
                    ipv4.queue.undo(before);
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
        PlaneException failure = null;
        for (Family family : families()) {
            try {
                family.each(chains -> {
                    String amiss = chains.reconcile();
                    if (amiss != null) {
                        restored.accept(amiss);
                    }
                });
            } catch (PlaneException e) {
                failure = joined(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Removes everything of ours, or of a node before us, and nothing else. A chain that cannot be removed does not keep
     * the others in place; the first failure is thrown in the end.
     */
    synchronized void remove() throws PlaneException {
        together(family -> family.each(RuleChains::remove));
    }

    /** Each family beside the other: a start and an end mostly wait for their programs. */
    private void together(Step<Family> step) throws PlaneException {
        Family beside = ipv6;
        if (beside == null) {
            step.take(ipv4);
            return;
        }
        FutureTask<@Nullable Void> other = new FutureTask<>(() -> {
            step.take(beside);
            return null;
        });
        // It is in the network namespace of the thread that starts it, as are the programs that it runs.
        Thread.ofPlatform().daemon().name("netserv-nfqueue-ip6tables").start(other);
        PlaneException failure = null;
        try {
            step.take(ipv4);
        } catch (PlaneException e) {
            failure = e;
        }
        try {
            other.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof PlaneException refused)) {
                throw new IllegalStateException(e.getCause());
            }
            failure = joined(failure, refused);
        } catch (InterruptedException e) {
            other.cancel(true);
            Thread.currentThread().interrupt();
            failure = joined(failure, new PlaneException("interrupted while ip6tables ran", e));
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static PlaneException joined(@Nullable PlaneException first, PlaneException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    private static boolean isIpv4(Delivery.Rule rule) {
        return rule.filter().destination().isIpv4();
    }

    private List<Family> families() {
        return ipv6 == null ? List.of(ipv4) : List.of(ipv4, ipv6);
    }
}
