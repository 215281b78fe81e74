package org.netserv.signaling.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.machine.Backoff;

/**
 * How a node does GIST.
 *
 * @param addresses the node's own, the first of each family being what peers are told
 * @param udpPort where it and its peers are reached
 * @param tcpPort where it accepts messaging associations over TCP, 0 for nowhere
 * @param tlsPort where it accepts messaging associations over TLS, 0 for nowhere
 * @param validityMillis for how long peers are to believe what they know of it
 * @param holdMillis for how long it keeps an association that nobody uses
 * @param inactiveMillis for how long it refreshes the state of a session that its NSLP has not used
 * @param hops that Queries of its own are given
 * @param datagramBytes the longest message that travels in a datagram
 * @param packetsPerSecond datagrams of all kinds that it sends, in the long run
 * @param errorsPerSecond errors that it sends, in the long run
 * @param mostStates routing states that it holds
 * @param secretMillis how often the secret behind responder cookies is replaced; longer than a handshake may take
 */
public record Settings(List<IpAddress> addresses, int udpPort, int tcpPort, int tlsPort, Confirmation confirmation,
        Backoff backoff,
        long validityMillis, long holdMillis, long inactiveMillis, int hops, int datagramBytes, long packetsPerSecond,
        long errorsPerSecond, int mostStates, long secretMillis) {
    /** Where GIST is at home, RFC 5971 §9. */
    public static final int UDP_PORT = 270;
    /** 576 bytes, which every link carries, less what RFC 5971 §5.3.2 sets aside for IP and UDP. */
    public static final int SMALLEST_DATAGRAM = 512;

    /** What it sets aside for IP and UDP. */
    static final int IP_AND_UDP_BYTES = 64;

    /** When a responder holds state. RFC 5971 §5.3.1. */
    public enum Confirmation {
        /** From the Query on, without being sure of the querier. */
        NOT_REQUIRED,
        /** From the Query on, until it turns out not to be confirmed. */
        REQUIRED,
        /** From the Confirm on: a Query leaves nothing behind. */
        DELAYED
    }

    public Settings {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || hops < 1 || hops > 0xFF) {
            throw new IllegalArgumentException("addresses=" + addresses + " hops=" + hops);
        }
    }

    /** The defaults of RFC 5971 for a node with these addresses. */
    public static Settings of(IpAddress... addresses) {
        return new Settings(List.of(addresses), UDP_PORT, 0, 0, Confirmation.DELAYED, Backoff.DEFAULT, 30_000, 30_000,
                90_000, 32,
                SMALLEST_DATAGRAM, 50_000, 100, 1_000_000, 300_000);
    }

    /** With another port for datagrams, and ports for messaging associations; 0 for none. */
    public Settings withPorts(int udp, int tcp, int tls) {
        return new Settings(addresses, udp, tcp, tls, confirmation, backoff, validityMillis, holdMillis, inactiveMillis,
                hops,
                datagramBytes, packetsPerSecond, errorsPerSecond, mostStates, secretMillis);
    }

    /** With another way to confirm. */
    public Settings withConfirmation(Confirmation way) {
        return new Settings(addresses, udpPort, tcpPort, tlsPort, way, backoff, validityMillis, holdMillis,
                inactiveMillis, hops,
                datagramBytes, packetsPerSecond, errorsPerSecond, mostStates, secretMillis);
    }

    /** With other times. */
    public Settings withTimes(Backoff sending, long validity, long hold, long inactive) {
        return new Settings(addresses, udpPort, tcpPort, tlsPort, confirmation, sending, validity, hold, inactive, hops,
                datagramBytes, packetsPerSecond, errorsPerSecond, mostStates, secretMillis);
    }

    /** With other limits. */
    public Settings withLimits(long packets, long errors, int states) {
        return new Settings(addresses, udpPort, tcpPort, tlsPort, confirmation, backoff, validityMillis, holdMillis,
                inactiveMillis, hops, datagramBytes, packets, errors, states, secretMillis);
    }

    /** The address of a family that peers are told, or null if the node has none. */
    public @Nullable IpAddress addressFor(boolean ipv4) {
        for (IpAddress address : addresses) {
            if (address.isIpv4() == ipv4) {
                return address;
            }
        }
        return null;
    }

    /** Whether the address is one of the node's own. */
    boolean isOwn(IpAddress address) {
        return addresses.contains(address);
    }
}
