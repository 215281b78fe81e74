package org.netserv.perf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.traffic.Endpoints;
import org.netserv.rig.RigException;

/**
 * Two interfaces of this host, and what the router that they lead to must be told.
 *
 * @param sender interface towards the router
 * @param receiver interface behind it
 * @param endpoints who sends to whom
 * @param receiverMac of the receiver's interface
 */
record FarSide(String sender, String receiver, Endpoints endpoints, String receiverMac) {

    private static final String DRIVER = ", on the plane xdp with fast-path=forward";

    /**
     * Looks the interfaces up.
     *
     * <p><b>Errors.</b> {@link RigException} if one is not there, is down, or has no address.
     *
     * @param routerMac of the router's interface towards the sender
     */
    static FarSide of(String sender, String receiver, String routerMac) {
        if (sender.equals(receiver)) {
            throw new RigException("--sender and --receiver are the same interface, " + sender
                    + ": the router is to be between two");
        }
        try {
            return new FarSide(sender, receiver,
                    new Endpoints(mac(sender), routerMac, address(sender), address(receiver)), mac(receiver));
        } catch (IllegalArgumentException e) {
            throw new RigException("--router-mac: " + e.getMessage(), e);
        }
    }

    /** What has to be done there, as commands for a Linux router. */
    String instructions(int configuration) {
        String destination = endpoints.destination();
        return """
                The router between %s and %s must be in configuration %d, with one core or more as --cores says:
                  sysctl -w net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0
                  ip route replace %s/32 dev EGRESS
                  ip neighbour replace %s lladdr %s dev EGRESS nud permanent
                  ethtool -A INGRESS rx off tx off    (no Ethernet flow control)
                %s""".formatted(sender, receiver, configuration, destination, destination, receiverMac,
                layer(configuration));
    }

    private String layer(int configuration) {
        String queue = "  iptables -t mangle -I PREROUTING -p udp --dport 5060 -j NFQUEUE --queue-num 20051\n";
        return switch (configuration) {
            case 1 -> "  iptables -F; iptables -t mangle -F; iptables -t nat -F    (no Netfilter rules at all)";
            case 2 -> "  a filter table with connection tracking";
            case 3 -> "  the same, and\n" + queue + "  perf/native/target/nfqueue_container --queue 20051 --cpu CPU";
            case 4 ->
                "  the same, and\n" + queue + "  netserv run, with the plane's options queues=1 fail-open=no bypass=no";
            case 5, 6 -> "  the same, netserv run with the plane's options queues=1 fail-open=no bypass=no, and "
                    + (configuration == 5 ? "NetMonitor" : "KeepAlive with the property measure=true")
                    + "\n  set up for " + endpoints.destination() + "/32, udp, port 5060";
            case 7, 8 -> "  no firewall, netserv run, and NetMonitor\n  set up for " + endpoints.destination()
                    + "/32, udp, port 5061" + (configuration == 7 ? "" : DRIVER);
            case 9 -> "  no firewall, netserv run, and a module that has each flow offloaded\n  set up for "
                    + endpoints.destination() + "/32, udp, port 5060" + DRIVER;
            default -> throw new IllegalArgumentException("configuration=" + configuration);
        };
    }

    private static String mac(String name) {
        try {
            byte[] mac = find(name).getHardwareAddress();
            if (mac == null) {
                throw new RigException("interface " + name + " has no MAC address: Ethernet is needed");
            }
            return HexFormat.ofDelimiter(":").formatHex(mac);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String address(String name) {
        return find(name).inetAddresses().filter(Inet4Address.class::isInstance).findFirst()
                .orElseThrow(() -> new RigException("interface " + name + " has no IPv4 address")).getHostAddress();
    }

    private static NetworkInterface find(String name) {
        try {
            @Nullable
            NetworkInterface found = NetworkInterface.getByName(name);
            if (found == null) {
                throw new RigException("there is no interface " + name + " here; there are "
                        + String.join(", ", NetworkInterface.networkInterfaces().map(NetworkInterface::getName).sorted()
                                .toList()));
            }
            if (!found.isUp()) {
                throw new RigException("interface " + name + " is down");
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
