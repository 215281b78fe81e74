package org.netserv.cli.signaling;

import java.util.List;
import org.netserv.rig.Namespace;

/**
 * Another way from the first router of a {@link Chain} to the receiver, over one router; nothing goes there before {@link #take}.
 *
 * <pre>
 *   1 ──── d ──── 4      10.8.0.1 detour0 ──── left0 10.8.0.2, 10.9.0.1 right0 ──── detour0 10.9.0.2
 * </pre>
 */
final class Detour implements AutoCloseable {
    private final Chain chain;
    private final Namespace router;

    Detour(Chain chain, String purpose) {
        this.chain = chain;
        router = Namespace.create(purpose, "detour");
        router.sysctl(0, "ipv4/conf/all/rp_filter", "ipv4/conf/default/rp_filter");
        router.sysctl(1, "ipv4/ip_forward");
        join(chain.host(Chain.FIRST_NODE), "left0", "10.8.0.1/24", "10.8.0.2/24");
        join(chain.host(Chain.RECEIVER), "right0", "10.9.0.2/24", "10.9.0.1/24");
        router.ip("route", "add", "10.4.0.0/24", "via", "10.9.0.2");
        router.ip("route", "add", "10.1.0.0/24", "via", "10.8.0.1");
        // A node tells peers one address of all that it has.
        chain.host(Chain.SENDER).ip("route", "add", "10.8.0.0/24", "via", "10.1.0.2");
        chain.host(Chain.SECOND_NODE).ip("route", "add", "10.8.0.0/24", "via", "10.3.0.1");
        chain.host(Chain.SECOND_NODE - 1).ip("route", "add", "10.8.0.0/24", "via", "10.2.0.1");
        chain.host(Chain.FIRST_NODE).ip("route", "add", "10.9.0.0/24", "via", "10.8.0.2");
    }

    private void join(Namespace host, String name, String address, String own) {
        host.ip("link", "add", "detour0", "type", "veth", "peer", "name", name, "netns", router.name());
        for (Namespace end : List.of(host, router)) {
            String link = end == host ? "detour0" : name;
            end.exec("ethtool", "-K", link, "tx", "off", "tso", "off", "gso", "off", "gro", "off").orThrow();
            end.ip("link", "set", link, "up");
            end.ip("address", "add", end == host ? address : own, "dev", link);
        }
    }

    Namespace router() {
        return router;
    }

    /** From now on the sender's packets to the receiver come this way, and go back by it. */
    void take() {
        chain.host(Chain.FIRST_NODE).ip("route", "replace", "10.4.0.0/24", "via", "10.8.0.2");
        chain.host(Chain.RECEIVER).ip("route", "replace", "10.1.0.0/24", "via", "10.9.0.1");
    }

    @Override
    public void close() {
        router.close();
    }
}
