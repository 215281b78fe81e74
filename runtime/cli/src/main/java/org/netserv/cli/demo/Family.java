package org.netserv.cli.demo;

import org.netserv.rig.Rig;

/** Addresses of one IP version. */
enum Family {
    /** IPv4. */
    IPV4("IPv4", Rig.USER_IPV4, Rig.SERVER_IPV4, Rig.ROUTER_SERVER_IPV4, "iptables"),
    /** IPv6. */
    IPV6("IPv6", Rig.USER_IPV6, Rig.SERVER_IPV6, Rig.ROUTER_SERVER_IPV6, "ip6tables");

    private final String title;
    private final String user;
    private final String server;
    private final String router;
    private final String iptables;

    Family(String title, String user, String server, String router, String iptables) {
        this.title = title;
        this.user = user;
        this.server = server;
        this.router = router;
        this.iptables = iptables;
    }

    String title() {
        return title;
    }

    String user() {
        return user;
    }

    String server() {
        return server;
    }

    /** The router's address that the server sees behind MASQUERADE. */
    String router() {
        return router;
    }

    String iptables() {
        return iptables;
    }
}
