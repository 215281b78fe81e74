package org.netserv.node.path;

import org.jspecify.annotations.Nullable;
import org.netserv.node.net.Prefix;

/**
 * Packets that a module wants: by destination prefix, protocol and destination port. It wants to decide on them, or copies of
 * some of them, while they go on.
 *
 * @param destination where they go
 * @param protocol IANA number, or {@link #ANY}
 * @param port UDP or TCP destination port, or {@link #ANY}; a port needs one of these two protocols
 * @param every copies are wanted, of 1 in so many; {@link #ALL} if the packets themselves are
 */
public record PacketFilter(Prefix destination, int protocol, int port, int every) {
    /** Every protocol, or every port. */
    public static final int ANY = -1;
    /** The packets themselves, all of them. */
    public static final int ALL = 0;

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
        if (every < ALL) {
            throw new IllegalArgumentException("every must be ALL or at least 1: every=" + every);
        }
    }

    /** One that wants the packets themselves. */
    public PacketFilter(Prefix destination, int protocol, int port) {
        this(destination, protocol, port, ALL);
    }

    /** Whether copies are wanted, rather than the packets. */
    public boolean isSampled() {
        return every != ALL;
    }

    /** The same for packets to another prefix. */
    PacketFilter to(Prefix other) {
        return new PacketFilter(other, protocol, port, every);
    }

    /** What both select, all of it; null if that is nothing. */
    @Nullable
    PacketFilter and(PacketFilter other) {
        boolean within = destination.contains(other.destination);
        if ((!within && !other.destination.contains(destination))
                || (protocol != ANY && other.protocol != ANY && protocol != other.protocol)
                || (port != ANY && other.port != ANY && port != other.port)) {
            return null;
        }
        return new PacketFilter(within ? other.destination : destination, protocol == ANY ? other.protocol : protocol,
                port == ANY ? other.port : port);
    }

    /** Whether it selects packets of this protocol and port. */
    boolean selects(int packetProtocol, int packetPort) {
        return (protocol == ANY || protocol == packetProtocol) && (port == ANY || port == packetPort);
    }

    /** For people: {@code udp 5060 to 10.0.0.0/8}, {@code protocol 47 to 10.0.0.0/8}, {@code 1 in 100 of any to ::/0}. */
    @Override
    public String toString() {
        String name = switch (protocol) {
            case ANY -> "any";
            case 6 -> "tcp";
            case 17 -> "udp";
            default -> "protocol " + protocol;
        };
        return (isSampled() ? "1 in " + every + " of " : "") + name + (port == ANY ? "" : " " + port) + " to "
                + destination;
    }
}
