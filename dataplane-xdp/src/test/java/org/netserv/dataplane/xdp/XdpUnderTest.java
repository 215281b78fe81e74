package org.netserv.dataplane.xdp;

import org.netserv.dataplane.testing.LinkEnd;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
 * <p>Neighbours are permanent entries, as nobody would answer for them.
 */
final class XdpUnderTest implements PlaneUnderTest, AutoCloseable {
    private static final Endpoints IPV4 = new Endpoints(IpAddress.parse("10.0.1.2"), IpAddress.parse("10.0.2.2"),
            IpAddress.parse("10.0.2.77"));
    private static final Endpoints IPV6 = new Endpoints(IpAddress.parse("fd00:1::2"), IpAddress.parse("fd00:2::2"),
            IpAddress.parse("fd00:2::77"));
    private static final long DEADLINE_NANOS = 5_000_000_000L;
    private static final int MOMENT_MILLIS = 20;
    private static final long HOST_MAC = 0x02_00_00_00_00_01L;
    private static final long FOREIGN_MAC = 0x02_00_00_00_00_02L;
    private static final int IPV4_ADDRESSES_END = 20;
    private static final int IPV6_ADDRESSES_END = 40;

    private final Namespace user;
    private final Namespace router;
    private final Namespace server;
    private final LinkEnd userEnd;
    private final LinkEnd serverEnd;
    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path;
    private final XdpPlane plane;

    XdpUnderTest(Map<String, String> options) throws Exception {
        user = Namespace.create("xdpconf", "user");
        router = Namespace.create("xdpconf", "router");
        server = Namespace.create("xdpconf", "server");
        router.sysctl(1, "ipv4/ip_forward", "ipv6/conf/all/forwarding", "ipv4/conf/all/rp_filter",
                "ipv4/conf/default/rp_filter");
        link(user, "user0", "10.0.1.1/24", "fd00:1::1/64");
        link(server, "server0", "10.0.2.1/24", "fd00:2::1/64");
        for (Endpoints endpoints : List.of(IPV4, IPV6)) {
            neighbour(endpoints.user(), "user0", HOST_MAC);
            neighbour(endpoints.server(), "server0", HOST_MAC);
            neighbour(endpoints.foreign(), "server0", FOREIGN_MAC);
        }
        userEnd = new LinkEnd(user.name(), "eth0", mac("user0"));
        serverEnd = new LinkEnd(server.name(), "eth0", mac("server0"));
        XdpProvider provider = new XdpProvider();
        Map<String, String> all = new HashMap<>(options);
        all.put("namespace", router.name());
        ForwardingPlane.Workers workers = provider.workers(all);
        path = new PacketPath(workers.shared(), workers.quarantine(),
                Stream.of(IPV4, IPV6).flatMap(endpoints -> endpoints.owners().stream()).toList(), counters);
        plane = (XdpPlane) provider.open(all, path, counters);
        plane.start();
    }

    private void link(Namespace host, String routerInterface, String ipv4, String ipv6) {
        host.sysctl(1, "ipv6/conf/all/disable_ipv6", "ipv6/conf/default/disable_ipv6");
        host.ip("link", "add", "eth0", "type", "veth", "peer", "name", routerInterface, "netns", router.name());
        host.ip("link", "set", "eth0", "arp", "off", "up");
        router.ip("link", "set", routerInterface, "up");
        router.ip("address", "add", ipv4, "dev", routerInterface);
        router.ip("address", "add", ipv6, "dev", routerInterface, "nodad");
    }

    private void neighbour(IpAddress address, String routerInterface, long mac) {
        router.ip("neigh", "add", address.toString(), "lladdr", "02:00:00:00:00:0" + (mac & 0xf), "dev",
                routerInterface, "nud", "permanent");
    }

    /** Packets that came to the server's side, each of which must have been sent to the one whose address it has. */
    private static List<byte[]> packets(List<LinkEnd.Arrived> arrived) {
        for (LinkEnd.Arrived each : arrived) {
            byte[] packet = each.packet();
            boolean ipv4 = packet[0] >>> 4 == 4;
            boolean foreign = packet[(ipv4 ? IPV4_ADDRESSES_END : IPV6_ADDRESSES_END)
                    - 1] == (byte) (ipv4 ? IPV4 : IPV6).foreign().low();
            long expected = foreign ? FOREIGN_MAC : HOST_MAC;
            if (each.to() != expected) {
                throw new AssertionError("a packet " + (foreign ? "for another host " : "") + "went to "
                        + Long.toHexString(each.to()) + ": expected " + Long.toHexString(expected));
            }
        }
        return arrived.stream().map(LinkEnd.Arrived::packet).toList();
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
    public long passedUnseen(String counter) {
        return switch (counter) {
            case "malformed" ->
                plane.engine().kernel().program().counters()
                        .packets(org.netserv.dataplane.xdp.kernel.Outcome.MALFORMED);
            case "fragments" ->
                plane.engine().kernel().program().counters()
                        .packets(org.netserv.dataplane.xdp.kernel.Outcome.FRAGMENT);
            default -> 0;
        };
    }

    @Override
    public boolean offloads() {
        return true;
    }

    @Override
    public boolean samplesAtRandom() {
        return true;
    }

    /** The far end of the user's link. */
    LinkEnd userEnd() {
        return userEnd;
    }

    /** The far end of the server's link. */
    LinkEnd serverEnd() {
        return serverEnd;
    }

    XdpPlane plane() {
        return plane;
    }

    @Override
    public Outcome send(List<byte[]> packets, int atServer, int atUser) {
        packets.forEach(userEnd::send);
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while ((serverEnd.receive(0).size() < atServer || userEnd.receive(0).size() < atUser)
                && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        serverEnd.receive(MOMENT_MILLIS);
        userEnd.receive(MOMENT_MILLIS);
        // What a module emitted before this call counts too, so nothing is forgotten but what is handed over here.
        return new Outcome(FlowOrder.restore(packets, packets(serverEnd.takeAll())),
                FlowOrder.restore(packets, userEnd.take()));
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
