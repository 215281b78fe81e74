package org.netserv.dataplane.nfqueue;

import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketFilter;

/**
 * The packets to a prefix, of a protocol, to a range of ports that is a power of two long and a multiple of it.
 *
 * @param destination the bits of a {@link Prefix}
 * @param service 8 bits of protocol and 16 of port: none of them, the protocol, or that and bits of the port
 */
record Area(Bits destination, Bits service) {
    /** Bits of the service that are the protocol. */
    static final int PROTOCOL_BITS = 8;
    /** All bits of a service. */
    static final int SERVICE_BITS = 24;

    private static final int PROTOCOL_SHIFT = Long.SIZE - PROTOCOL_BITS;
    private static final int PORT_SHIFT = Long.SIZE - SERVICE_BITS;

    /** What a filter selects. */
    static Area of(PacketFilter filter) {
        return new Area(bits(filter.destination()), service(filter.protocol(), filter.port()));
    }

    /** All packets to a prefix. */
    static Area of(Prefix destination) {
        return new Area(bits(destination), Bits.NONE);
    }

    private static Bits bits(Prefix prefix) {
        return new Bits(prefix.high(), prefix.low(), prefix.length());
    }

    private static Bits service(int protocol, int port) {
        if (protocol == PacketFilter.ANY) {
            return Bits.NONE;
        }
        long bits = (long) protocol << PROTOCOL_SHIFT;
        return port == PacketFilter.ANY
                ? new Bits(bits, 0, PROTOCOL_BITS)
                : new Bits(bits | (long) port << PORT_SHIFT, 0, SERVICE_BITS);
    }

    /** Whether every packet of the other is one of these. */
    boolean contains(Area other) {
        return destination.contains(other.destination) && service.contains(other.service);
    }

    /** Whether there are packets of both. */
    boolean overlaps(Area other) {
        return destination.overlaps(other.destination) && service.overlaps(other.service);
    }

    /** The packets of both, of two that overlap. */
    Area within(Area other) {
        return new Area(longer(destination, other.destination), longer(service, other.service));
    }

    private static Bits longer(Bits one, Bits other) {
        return one.length() >= other.length() ? one : other;
    }

    /** The destination. */
    Prefix prefix() {
        return new Prefix(destination.high(), destination.low(), destination.length());
    }

    /** Whether it is of one protocol alone. */
    boolean hasProtocol() {
        return service.length() >= PROTOCOL_BITS;
    }

    /** The protocol, if it is of one alone. */
    int protocol() {
        return (int) (service.high() >>> PROTOCOL_SHIFT);
    }

    /** Whether it is of some ports alone. */
    boolean hasPorts() {
        return service.length() > PROTOCOL_BITS;
    }

    /** The lowest port, if it is of some ports alone. */
    int firstPort() {
        return (int) (service.high() >>> PORT_SHIFT) & 0xffff;
    }

    /** The highest port, if it is of some ports alone. */
    int lastPort() {
        return firstPort() + (1 << (SERVICE_BITS - service.length())) - 1;
    }
}
