package org.netserv.rig;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Three hosts in a row, user – router – server, joined by veth pairs, with IPv4 and IPv6.
 *
 * <pre>
 *   user            router                 server
 *   eth0 ───────── user0  server0 ───────── eth0
 *   10.0.1.2       10.0.1.1  10.0.2.1       10.0.2.2
 *   fd00:1::2      fd00:1::1 fd00:2::1      fd00:2::2
 * </pre>
 *
 * <p>The router forwards. The hosts send no partial checksums and no super-packets, so that what the router receives
 * is what a wire would carry.
 *
 * <p><b>Ownership.</b> As {@link Namespace}: closed by {@link #close} or when the JVM ends.
 */
public final class Rig implements AutoCloseable {

    /** The user's address. */
    public static final String USER_IPV4 = "10.0.1.2";
    /** The user's address. */
    public static final String USER_IPV6 = "fd00:1::2";
    /** The router's address towards the user. */
    public static final String ROUTER_USER_IPV4 = "10.0.1.1";
    /** The router's address towards the user. */
    public static final String ROUTER_USER_IPV6 = "fd00:1::1";
    /** The router's address towards the server. */
    public static final String ROUTER_SERVER_IPV4 = "10.0.2.1";
    /** The router's address towards the server. */
    public static final String ROUTER_SERVER_IPV6 = "fd00:2::1";
    /** The server's address. */
    public static final String SERVER_IPV4 = "10.0.2.2";
    /** The server's address. */
    public static final String SERVER_IPV6 = "fd00:2::2";
    /** The interface of user and server. */
    public static final String HOST_INTERFACE = "eth0";
    /** The router's interface towards the user. */
    public static final String ROUTER_USER_INTERFACE = "user0";
    /** The router's interface towards the server. */
    public static final String ROUTER_SERVER_INTERFACE = "server0";

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(10);

    /** Groups of the addresses above, which all end in 1 or 2. */
    private static final Pattern SOLICITED_NODE = Pattern.compile(" ff0200000000000000000001ff00000[12] ");

    private final Namespace user;
    private final Namespace router;
    private final Namespace server;

    private Rig(Namespace user, Namespace router, Namespace server) {
        this.user = user;
        this.router = router;
        this.server = server;
    }

    /** A rig whose router checks sources strictly ({@code rp_filter=1}), as an edge router does. */
    public static Rig create(String purpose) {
        return create(purpose, 1);
    }

    /**
     * Builds a rig.
     *
     * <p><b>Errors.</b> {@link RigException} that says what is missing; what was made until then is removed.
     *
     * @param purpose part of the namespaces' names, {@code [a-z0-9]{1,16}}
     * @param rpFilter the router's {@code rp_filter}: 0 off, 1 strict, 2 loose
     */
    public static Rig create(String purpose, int rpFilter) {
        if (rpFilter < 0 || rpFilter > 2) {
            throw new IllegalArgumentException("rpFilter must be 0, 1 or 2: rpFilter=" + rpFilter);
        }
        List<Namespace> hosts = new ArrayList<>();
        try {
            for (String role : List.of("user", "router", "server")) {
                hosts.add(Namespace.create(purpose, role));
            }
            Rig rig = new Rig(hosts.get(0), hosts.get(1), hosts.get(2));
            rig.build(rpFilter);
            return rig;
        } catch (RigException e) {
            hosts.forEach(Namespace::close);
            throw e;
        }
    }

    /** The host whose requests pass the router. */
    public Namespace user() {
        return user;
    }

    /** The host between them, where a node runs. */
    public Namespace router() {
        return router;
    }

    /** The publisher's host. */
    public Namespace server() {
        return server;
    }

    private void build(int rpFilter) {
        for (Namespace host : List.of(user, router, server)) {
            // Before the links are made, which take the default. No address is tentative, nobody asks for routers.
            host.sysctl(0, "ipv6/conf/default/accept_dad", "ipv6/conf/default/router_solicitations",
                    "ipv6/conf/default/accept_ra");
            int filter = host == router ? rpFilter : 0;
            host.sysctl(filter, "ipv4/conf/all/rp_filter", "ipv4/conf/default/rp_filter");
        }
        router.sysctl(1, "ipv4/ip_forward", "ipv6/conf/all/forwarding");
        join(user, ROUTER_USER_INTERFACE);
        join(server, ROUTER_SERVER_INTERFACE);
        address(user, HOST_INTERFACE, USER_IPV4, USER_IPV6);
        address(router, ROUTER_USER_INTERFACE, ROUTER_USER_IPV4, ROUTER_USER_IPV6);
        address(router, ROUTER_SERVER_INTERFACE, ROUTER_SERVER_IPV4, ROUTER_SERVER_IPV6);
        address(server, HOST_INTERFACE, SERVER_IPV4, SERVER_IPV6);
        route(user, ROUTER_USER_IPV4, ROUTER_USER_IPV6);
        route(server, ROUTER_SERVER_IPV4, ROUTER_SERVER_IPV6);
        awaitNeighbourDiscovery(user, 1);
        awaitNeighbourDiscovery(router, 2);
        awaitNeighbourDiscovery(server, 1);
    }

    private void join(Namespace host, String routerInterface) {
        host.ip("link", "add", HOST_INTERFACE, "type", "veth", "peer", "name", routerInterface, "netns", router.name());
        host.exec("ethtool", "-K", HOST_INTERFACE, "tx", "off", "tso", "off", "gso", "off", "gro", "off").orThrow();
        // Both ends before any address: an address of an interface without carrier is announced up to 1 s late.
        host.ip("link", "set", HOST_INTERFACE, "up");
        router.ip("link", "set", routerInterface, "up");
    }

    private static void address(Namespace host, String networkInterface, String ipv4, String ipv6) {
        host.ip("address", "add", ipv4 + "/24", "dev", networkInterface);
        host.ip("address", "add", ipv6 + "/64", "dev", networkInterface, "nodad");
    }

    /** The kernel joins an address's solicited-node group later, and a host is deaf to who asks for it until then. */
    private static void awaitNeighbourDiscovery(Namespace host, int addresses) {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (host.exec("cat", "/proc/net/igmp6").orThrow().stdout().lines().filter(SOLICITED_NODE.asPredicate())
                .count() < addresses) {
            if (System.nanoTime() > deadline) {
                throw new RigException("the IPv6 addresses of " + host.name() + " were not ready within "
                        + READY_TIMEOUT.toSeconds() + " s");
            }
            Pause.millis(5);
        }
    }

    private static void route(Namespace host, String viaIpv4, String viaIpv6) {
        host.ip("route", "add", "default", "via", viaIpv4);
        host.ip("-6", "route", "add", "default", "via", viaIpv6);
    }

    @Override
    public void close() {
        server.close();
        router.close();
        user.close();
    }
}
