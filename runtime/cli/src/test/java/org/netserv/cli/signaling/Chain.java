package org.netserv.cli.signaling;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.netserv.ffi.NetworkNamespace;
import org.netserv.rig.Namespace;

/**
 * Five hosts in a row: a sender, a router for a node, a plain router, a router for another node, a receiver.
 *
 * <pre>
 *   0 ──── 1 ──── 2 ──── 3 ──── 4      link i, between host i and the next:
 *     10.1   10.2   10.3   10.4        10.(i+1).0.1 right0 ──── left0 10.(i+1).0.2, and fd00:(i+1)::1, 2
 * </pre>
 */
final class Chain implements AutoCloseable {
    static final int SENDER = 0;
    static final int FIRST_NODE = 1;
    static final int SECOND_NODE = 3;
    static final int RECEIVER = 4;
    private static final int HOSTS = 5;

    private final List<Namespace> hosts = new ArrayList<>();

    Chain(String purpose) {
        for (int i = 0; i < HOSTS; i++) {
            Namespace host = Namespace.create(purpose, "h" + i);
            hosts.add(host);
            host.sysctl(0, "ipv6/conf/default/accept_dad", "ipv4/conf/all/rp_filter", "ipv4/conf/default/rp_filter");
            host.sysctl(1, "ipv4/ip_forward", "ipv6/conf/all/forwarding");
        }
        for (int i = 0; i + 1 < HOSTS; i++) {
            join(i);
        }
        for (int i = 0; i < HOSTS; i++) {
            for (int link = 0; link + 1 < HOSTS; link++) {
                route(i, link);
            }
        }
    }

    private void join(int link) {
        Namespace left = hosts.get(link);
        Namespace right = hosts.get(link + 1);
        left.ip("link", "add", "right0", "type", "veth", "peer", "name", "left0", "netns", right.name());
        for (Namespace host : List.of(left, right)) {
            String name = host == left ? "right0" : "left0";
            host.exec("ethtool", "-K", name, "tx", "off", "tso", "off", "gso", "off", "gro", "off").orThrow();
            host.ip("link", "set", name, "up");
        }
        for (boolean ipv4 : new boolean[]{true, false}) {
            String length = ipv4 ? "/24" : "/64";
            left.ip("address", "add", address(link, 1, ipv4) + length, "dev", "right0");
            right.ip("address", "add", address(link, 2, ipv4) + length, "dev", "left0");
        }
    }

    private void route(int host, int link) {
        if (link == host || link == host - 1) {
            return;
        }
        for (boolean ipv4 : new boolean[]{true, false}) {
            String via = link > host ? address(host, 2, ipv4) : address(host - 1, 1, ipv4);
            hosts.get(host).ip(ipv4 ? "-4" : "-6", "route", "add", ipv4 ? "10." + (link + 1) + ".0.0/24"
                    : "fd00:" + (link + 1) + "::/64", "via", via);
        }
    }

    /** Of a link's end: 1 for the left one, 2 for the right one. */
    static String address(int link, int end, boolean ipv4) {
        return ipv4 ? "10." + (link + 1) + ".0." + end : "fd00:" + (link + 1) + "::" + end;
    }

    Namespace host(int i) {
        return hosts.get(i);
    }

    /** Does something on a host, such as opening sockets. */
    <T> T on(int i, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            NetworkNamespace.enter(hosts.get(i).name());
            return work.call();
        });
        Thread.ofPlatform().daemon().name("host-" + i).start(task);
        return task.get();
    }

    @Override
    public void close() {
        hosts.reversed().forEach(Namespace::close);
    }
}
