package org.netserv.dataplane.nfqueue;

import org.netserv.dataplane.testing.LinkEnd;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.netserv.conformance.Endpoints;
import org.netserv.conformance.FlowOrder;
import org.netserv.conformance.Outcome;
import org.netserv.conformance.PlaneUnderTest;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.rig.Namespace;

/**
 * The plane on a router between two links, at whose far ends nobody answers: {@link LinkEnd} sends and receives.
 *
 * <p>Neighbours are permanent entries; links take the longest IP packets, so that nothing is fragmented on the way.
 */
final class NfQueueUnderTest implements PlaneUnderTest, AutoCloseable {
    private static final Endpoints IPV4 = new Endpoints(IpAddress.parse("10.0.1.2"), IpAddress.parse("10.0.2.2"),
            IpAddress.parse("10.0.2.77"));
    private static final Endpoints IPV6 = new Endpoints(IpAddress.parse("fd00:1::2"), IpAddress.parse("fd00:2::2"),
            IpAddress.parse("fd00:2::77"));
    private static final long DEADLINE_NANOS = 5_000_000_000L;
    private static final int MOMENT_MILLIS = 20;

    private final Namespace user;
    private final Namespace router;
    private final Namespace server;
    private final boolean tracking;
    private final LinkEnd userEnd;
    private final LinkEnd serverEnd;
    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path;
    private final ForwardingPlane plane;

    /** With {@code tracking} the router tracks connections, and with that puts fragments together. */
    NfQueueUnderTest(Map<String, String> options, boolean tracking) throws Exception {
        this.tracking = tracking;
        user = Namespace.create("nfqconf", "user");
        router = Namespace.create("nfqconf", "router");
        server = Namespace.create("nfqconf", "server");
        router.sysctl(1, "ipv4/ip_forward", "ipv6/conf/all/forwarding", "ipv4/conf/all/rp_filter",
                "ipv4/conf/default/rp_filter");
        link(user, "user0", "10.0.1.1/24", "fd00:1::1/64");
        link(server, "server0", "10.0.2.1/24", "fd00:2::1/64");
        for (Endpoints endpoints : List.of(IPV4, IPV6)) {
            neighbour(endpoints.user(), "user0");
            neighbour(endpoints.server(), "server0");
            neighbour(endpoints.foreign(), "server0");
        }
        if (tracking) {
            for (String program : List.of("iptables", "ip6tables")) {
                router.exec(program, "-w", "-A", "FORWARD", "-m", "conntrack", "--ctstate", "NEW", "-j", "ACCEPT")
                        .orThrow();
            }
        }
        userEnd = new LinkEnd(user.name(), "eth0", mac("user0"));
        serverEnd = new LinkEnd(server.name(), "eth0", mac("server0"));
        NfQueueProvider provider = new NfQueueProvider();
        Map<String, String> all = new HashMap<>(options);
        all.put("namespace", router.name());
        ForwardingPlane.Workers workers = provider.workers(all);
        path = new PacketPath(workers.shared(), workers.quarantine(),
                Stream.of(IPV4, IPV6).flatMap(endpoints -> endpoints.owners().stream()).toList(), counters);
        plane = provider.open(all, path, counters);
        plane.start();
    }

    private void link(Namespace host, String routerInterface, String ipv4, String ipv6) {
        host.sysctl(1, "ipv6/conf/all/disable_ipv6", "ipv6/conf/default/disable_ipv6");
        host.ip("link", "add", "eth0", "mtu", "65535", "type", "veth", "peer", "name", routerInterface, "mtu", "65535",
                "netns", router.name());
        host.ip("link", "set", "eth0", "arp", "off", "up");
        router.ip("link", "set", routerInterface, "up");
        router.ip("address", "add", ipv4, "dev", routerInterface);
        router.ip("address", "add", ipv6, "dev", routerInterface, "nodad");
    }

    private void neighbour(IpAddress address, String routerInterface) {
        router.ip("neigh", "add", address.toString(), "lladdr", "02:00:00:00:00:01", "dev", routerInterface, "nud",
                "permanent");
    }

    private byte[] mac(String routerInterface) {
        String text = router.exec("cat", "/sys/class/net/" + routerInterface + "/address").orThrow().stdout().strip();
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    @Override
    public Endpoints endpoints(int version) {
        return version == 4 ? IPV4 : IPV6;
    }

    @Override
    public int hops() {
        return 1;
    }

    @Override
    public boolean reassembles() {
        return tracking;
    }

    @Override
    public PacketPath path() {
        return path;
    }

    @Override
    public PacketPath.Hook hook() {
        return plane;
    }

    @Override
    public NodeCounters counters() {
        return counters;
    }

    @Override
    public Outcome send(List<byte[]> packets, int atServer, int atUser) {
        Map<String, Integer> flows = new HashMap<>();
        for (byte[] packet : packets) {
            if (tracking && FlowOrder.isTcp(packet) && flows.merge(FlowOrder.flow(packet), 1, Integer::sum) == 2) {
                awaitConfirmed();
            }
            userEnd.send(packet);
        }
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while ((serverEnd.receive(0).size() < atServer || userEnd.receive(0).size() < atUser)
                && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        serverEnd.receive(MOMENT_MILLIS);
        userEnd.receive(MOMENT_MILLIS);
        // What a module emitted before this call counts too, so nothing is forgotten but what is handed over here.
        return new Outcome(FlowOrder.restore(packets, serverEnd.take()), FlowOrder.restore(packets, userEnd.take()));
    }

    /**
     * Connection tracking enters a TCP flow when its first packet leaves the router, and drops a second one that it has
     * met before that: the two entries clash. A TCP client waits for an answer to its first packet; so do we, until no
     * packet waits for its verdict, and a moment for the last of them to leave.
     */
    private void awaitConfirmed() {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (waiting() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        LockSupport.parkNanos(MOMENT_MILLIS * 1_000_000L);
    }

    /** Packets that wait for a verdict: the third column of nfnetlink_queue, a line a queue. */
    private int waiting() {
        return router.exec("cat", "/proc/net/netfilter/nfnetlink_queue").orThrow().stdout().lines()
                .mapToInt(line -> Integer.parseInt(line.strip().split(" +", -1)[2])).sum();
    }

    @Override
    public void close() {
        plane.close();
        userEnd.close();
        serverEnd.close();
        server.close();
        router.close();
        user.close();
    }
}
