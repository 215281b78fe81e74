package org.netserv.node.path;

import org.netserv.node.net.Prefix;

/**
 * Packets that a module wants: by destination prefix, protocol and destination port.
 *
 * @param destination where they go
 * @param protocol IANA number, or {@link #ANY}
 * @param port UDP or TCP destination port, or {@link #ANY}; a port needs one of these two protocols
 */
public record PacketFilter(Prefix destination, int protocol, int port) {
    /** Every protocol, or every port. */
    public static final int ANY = -1;

    /** Checks the ranges. */
    public PacketFilter {
        if (protocol < ANY || protocol > 255) {
            throw new IllegalArgumentException("protocol must be within 0 and 255, or ANY: protocol=" + protocol);
        }
        if (port < ANY || port > 65535) {
            throw new IllegalArgumentException("port must be within 0 and 65535, or ANY: port=" + port);
        }
        if (port != ANY && protocol != 6 && protocol != 17) {
            throw new IllegalArgumentException("a port needs protocol 6 (tcp) or 17 (udp): protocol=" + protocol);
        }
    }

    /** Whether it selects packets of this protocol and port. */
    boolean selects(int packetProtocol, int packetPort) {
        return (protocol == ANY || protocol == packetProtocol) && (port == ANY || port == packetPort);
    }

    /** For people: {@code udp 5060 to 10.0.0.0/8}, {@code protocol 47 to 10.0.0.0/8}, {@code any to ::/0}. */
    @Override
    public String toString() {
        String name = switch (protocol) {
            case ANY -> "any";
            case 6 -> "tcp";
            case 17 -> "udp";
            default -> "protocol " + protocol;
        };
        return name + (port == ANY ? "" : " " + port) + " to " + destination;
    }
}
