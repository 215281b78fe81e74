package org.netserv.perf.rig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netserv.perf.Placement;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;

/**
 * Three hosts in a row, sender – router – receiver, joined by veth pairs, and a link past the router.
 *
 * <pre>
 *   sender               router                    receiver
 *   eth0 ─────────────── in0       out0 ─────────── eth0
 *   10.0.1.2             10.0.1.1  10.0.2.1         10.0.2.2
 *   direct0 ─────────────────────────────────────── direct0
 *   10.0.3.1                                        10.0.3.2
 * </pre>
 *
 * <p>The router forwards and does not check sources. All neighbours are known for good, there is no IPv6, and hosts send no
 * partial checksums: nothing passes but what is measured. MAC addresses are 02:00 and the IPv4 address.
 *
 * <p>A veth receives in softirq, on the CPU of whoever sends. Here each interface that receives has a NAPI thread instead,
 * which is bound to the CPU that the {@link Placement} says and runs ahead of all but its like. Only where the router's
 * receive processing is to share the generator's CPU, it stays in softirq: it runs there then without a switch between
 * threads for each burst, which would cost more than the forwarding.
 *
 * <p><b>Ownership.</b> As {@link Namespace}: closed by {@link #close} or when the JVM ends.
 */
public final class MeasuringRig implements AutoCloseable {
    /** The interfaces of sender and receiver that lead to the router. */
    public static final String HOST_INTERFACE = "eth0";
    /** The interfaces of sender and receiver that lead past the router. */
    public static final String DIRECT_INTERFACE = "direct0";
    /** The router's interface towards the sender. */
    public static final String ROUTER_IN = "in0";
    /** The router's interface towards the receiver. */
    public static final String ROUTER_OUT = "out0";
    /** The sender's address. */
    public static final String SENDER_IPV4 = "10.0.1.2";
    /** The router's address towards the sender. */
    public static final String ROUTER_IN_IPV4 = "10.0.1.1";
    /** The router's address towards the receiver. */
    public static final String ROUTER_OUT_IPV4 = "10.0.2.1";
    /** The receiver's address. */
    public static final String RECEIVER_IPV4 = "10.0.2.2";
    /** The sender's address on the direct link. */
    public static final String SENDER_DIRECT_IPV4 = "10.0.3.1";
    /** The receiver's address on the direct link. */
    public static final String RECEIVER_DIRECT_IPV4 = "10.0.3.2";

    /** SCHED_FIFO priority of the NAPI threads: above the router's pollers, which are above everything else. */
    public static final int NAPI_PRIORITY = 50;

    private static final List<String> ROUTER_INTERFACES = List.of(ROUTER_IN, ROUTER_OUT);

    private final String purpose;
    private final Namespace sender;
    private Namespace router;
    private final Namespace receiver;
    private final List<NapiThread> routerThreads = new ArrayList<>();
    private final List<NapiThread> receiverThreads = new ArrayList<>();
    private final HostThread atSender;
    private HostThread atRouter;

    private MeasuringRig(String purpose, Namespace sender, Namespace router, Namespace receiver) {
        this.purpose = purpose;
        this.sender = sender;
        this.router = router;
        this.receiver = receiver;
        this.atSender = new HostThread("watch-sender", sender.name());
        this.atRouter = new HostThread("watch-router", router.name());
    }

    /**
     * Builds a rig.
     *
     * <p><b>Errors.</b> {@link RigException} that says what is missing; what was made until then is removed.
     *
     * @param purpose part of the namespaces' names, {@code [a-z0-9]{1,16}}
     */
    public static MeasuringRig create(String purpose, Placement placement) {
        List<Namespace> hosts = new ArrayList<>();
        try {
            for (String role : List.of("sender", "router", "receiver")) {
                hosts.add(Namespace.create(purpose, role));
            }
        } catch (RuntimeException e) {
            hosts.forEach(Namespace::close);
            throw e;
        }
        MeasuringRig rig = new MeasuringRig(purpose, hosts.get(0), hosts.get(1), hosts.get(2));
        try {
            rig.build();
            rig.place(placement);
            return rig;
        } catch (RuntimeException e) {
            rig.close();
            throw e;
        }
    }

    /** The host that sends. */
    public Namespace sender() {
        return sender;
    }

    /** The host under test, until there is another. */
    public Namespace router() {
        return router;
    }

    /** The host that counts. */
    public Namespace receiver() {
        return receiver;
    }

    /** The sender's interface, towards the router or past it. */
    public Port senderPort(boolean direct) {
        return new Port(sender.name(), direct ? DIRECT_INTERFACE : HOST_INTERFACE);
    }

    /** The receiver's interface, behind the router or past it. */
    public Port receiverPort(boolean direct) {
        return new Port(receiver.name(), direct ? DIRECT_INTERFACE : HOST_INTERFACE);
    }

    /** The MAC address that belongs to one of the rig's IPv4 addresses. */
    public static String mac(String ipv4) {
        String[] parts = ipv4.split("\\.", -1);
        return "02:00:%02x:%02x:%02x:%02x".formatted(Integer.valueOf(parts[0]), Integer.valueOf(parts[1]),
                Integer.valueOf(parts[2]), Integer.valueOf(parts[3]));
    }

    /**
     * The threads that do the router's receive processing: of {@code in0}, which is where packets come from, and {@code
     * out0}. None while that runs in softirq.
     */
    public List<NapiThread> routerThreads() {
        return List.copyOf(routerThreads);
    }

    /** The threads that do the receiver's. */
    public List<NapiThread> receiverThreads() {
        return List.copyOf(receiverThreads);
    }

    /**
     * Puts another router in the place of the one that is there, which goes with all that it had: tables and their hooks,
     * tracked connections, queues. The interfaces are the same, and so is what hangs on those of sender and receiver. Its
     * receive processing is in softirq until {@link #place} says more.
     */
    public void renewRouter() {
        Namespace old = router;
        routerThreads.forEach(thread -> thread.end(old));
        routerThreads.clear();
        router = Namespace.create(purpose, "router");
        atRouter.close();
        atRouter = new HostThread("watch-router", router.name());
        try {
            prepareRouter();
            for (String networkInterface : ROUTER_INTERFACES) {
                old.ip("link", "set", networkInterface, "netns", router.name());
                router.ip("link", "set", networkInterface, "up");
            }
            routerAddresses();
        } finally {
            old.close();
        }
    }

    /** Says on which CPU whose work runs, from now on. */
    public void place(Placement placement) {
        if (placement.sharesGenerator()) {
            routerThreads.forEach(thread -> thread.end(router));
            routerThreads.clear();
        } else if (routerThreads.isEmpty()) {
            for (String networkInterface : ROUTER_INTERFACES) {
                routerThreads.add(NapiThread.start(router, networkInterface));
            }
            // An interface that had to go down for it has forgotten its neighbours.
            routerAddresses();
        }
        routerThreads.forEach(thread -> thread.place(placement.softirq(), NAPI_PRIORITY));
        receiverThreads.forEach(thread -> thread.place(placement.generator(), NAPI_PRIORITY));
    }

    /**
     * Packets that were lost on the way between the hosts since the rig exists, by place: a veth's ring of 256 was full,
     * because the one who should empty it did not.
     *
     * <ul>
     * <li>{@code router-ring}: the router did not keep up, or its CPU was taken away
     * <li>{@code receiver-ring}, {@code direct-ring}: the receiver did not; says nothing about the router
     * </ul>
     */
    public Map<String, Long> losses() {
        Map<String, Long> losses = new LinkedHashMap<>();
        losses.put("router-ring", dropped(atSender, HOST_INTERFACE));
        losses.put("receiver-ring", dropped(atRouter, ROUTER_OUT));
        losses.put("direct-ring", dropped(atSender, DIRECT_INTERFACE));
        return losses;
    }

    private static long dropped(HostThread host, String networkInterface) {
        return host.call(() -> InterfaceCounters.read(networkInterface).sentDropped());
    }

    private void build() {
        prepare(sender);
        prepare(receiver);
        prepareRouter();
        link(sender, HOST_INTERFACE, SENDER_IPV4, router, ROUTER_IN, ROUTER_IN_IPV4);
        link(receiver, HOST_INTERFACE, RECEIVER_IPV4, router, ROUTER_OUT, ROUTER_OUT_IPV4);
        link(sender, DIRECT_INTERFACE, SENDER_DIRECT_IPV4, receiver, DIRECT_INTERFACE, RECEIVER_DIRECT_IPV4);
        // Before the neighbours, which an interface that goes down and up again forgets.
        receiverThreads.add(NapiThread.start(receiver, HOST_INTERFACE));
        receiverThreads.add(NapiThread.start(receiver, DIRECT_INTERFACE));
        addresses(sender, HOST_INTERFACE, SENDER_IPV4, ROUTER_IN_IPV4);
        routerAddresses();
        addresses(receiver, HOST_INTERFACE, RECEIVER_IPV4, ROUTER_OUT_IPV4);
        addresses(sender, DIRECT_INTERFACE, SENDER_DIRECT_IPV4, RECEIVER_DIRECT_IPV4);
        addresses(receiver, DIRECT_INTERFACE, RECEIVER_DIRECT_IPV4, SENDER_DIRECT_IPV4);
        sender.ip("route", "add", "default", "via", ROUTER_IN_IPV4);
        receiver.ip("route", "add", "default", "via", ROUTER_OUT_IPV4);
    }

    /** Before it has links, which take the default. */
    private static void prepare(Namespace host) {
        host.sysctl(1, "ipv6/conf/all/disable_ipv6", "ipv6/conf/default/disable_ipv6");
        host.sysctl(0, "ipv4/conf/all/rp_filter", "ipv4/conf/default/rp_filter");
    }

    private void prepareRouter() {
        prepare(router);
        router.sysctl(1, "ipv4/ip_forward");
    }

    private void routerAddresses() {
        addresses(router, ROUTER_IN, ROUTER_IN_IPV4, SENDER_IPV4);
        addresses(router, ROUTER_OUT, ROUTER_OUT_IPV4, RECEIVER_IPV4);
    }

    private static void link(Namespace host, String hostInterface, String hostIpv4, Namespace peer,
            String peerInterface, String peerIpv4) {
        host.ip("link", "add", hostInterface, "address", mac(hostIpv4), "type", "veth", "peer", "name", peerInterface,
                "address", mac(peerIpv4), "netns", peer.name());
        // GRO gives a veth NAPI, and without TSO its peer receives there. Both ends before either comes up: that is when
        // a veth looks whether frames can be redirected to its peer.
        offloads(host, hostInterface);
        offloads(peer, peerInterface);
        host.ip("link", "set", hostInterface, "up");
        peer.ip("link", "set", peerInterface, "up");
    }

    private static void offloads(Namespace host, String networkInterface) {
        host.exec("ethtool", "-K", networkInterface, "tx", "off", "tso", "off", "gso", "off", "gro", "on").orThrow();
    }

    private static void addresses(Namespace host, String networkInterface, String ipv4, String neighbour) {
        host.ip("address", "replace", ipv4 + "/24", "dev", networkInterface);
        host.ip("neighbour", "replace", neighbour, "lladdr", mac(neighbour), "dev", networkInterface, "nud",
                "permanent");
    }

    @Override
    public void close() {
        atSender.close();
        atRouter.close();
        receiver.close();
        router.close();
        sender.close();
    }
}
