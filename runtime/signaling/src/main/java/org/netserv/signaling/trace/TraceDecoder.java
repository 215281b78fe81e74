package org.netserv.signaling.trace;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.function.Consumer;
import org.netserv.signaling.wire.GistMessage;
import org.netserv.signaling.wire.MessageHeader;

/**
 * Finds signaling in IP packets, and decodes it: datagrams of the signaling port, connections to ports that the user names or
 * Responses tell of or where messages are, and ICMP errors about datagrams.
 *
 * <pre>
 *   UDP, from or to the port ─▶ magic ─▶ Q-mode if it is context free, else D-mode
 *   TCP, from or to a node ───▶ segments in order ─▶ messages of them: C-mode
 *        with a whole message ▶ the same, from there
 *   ICMP unreachable ─────────▶ quotes UDP to the port ─▶ who did not hear it
 * </pre>
 *
 * <p><b>Errors.</b> None: what cannot be read is an entry that says why.
 *
 * <p><b>Thread.</b> One.
 */
public final class TraceDecoder {
    private static final int UDP_HEADER = 8;
    private static final int ICMP_HEADER = 8;
    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMPV6_UNREACHABLE = 1;

    private final int udpPort;
    private final NodePorts ports;
    private final TcpConnections connections;
    private final IpPacket packet = new IpPacket();
    private final IpPacket quoted = new IpPacket();

    /**
     * One that has seen nothing.
     *
     * @param udpPort of signaling
     * @param tcpPorts where nodes accept connections, whatever Responses tell
     */
    public TraceDecoder(int udpPort, Set<Integer> tcpPorts) {
        this.udpPort = udpPort;
        ports = new NodePorts(tcpPorts);
        connections = new TcpConnections(ports);
    }

    /** Ports of connections that it knows of until now. */
    public Set<Integer> tcpPorts() {
        return ports.ports();
    }

    /**
     * The next packet.
     *
     * @param epochNanos when it was seen, since 1970
     * @param interfaceName where; empty if that is not known
     * @param in has the packet, from its IP header on; lent
     * @param count how many of its bytes are there
     * @return whether it is signaling, or a part of a connection that is, even if there is nothing to say of it
     */
    public boolean packet(long epochNanos, String interfaceName, byte[] in, int from, int count,
            Consumer<TraceEntry> out) {
        if (!packet.read(in, from, count)) {
            return false;
        }
        return switch (packet.protocol()) {
            case IpPacket.UDP -> udp(epochNanos, interfaceName, in, out);
            case IpPacket.TCP -> tcp(epochNanos, interfaceName, in, out);
            case IpPacket.ICMP ->
                icmp(packet.source().isIpv4(), ICMP_UNREACHABLE, epochNanos, interfaceName, in, out);
            case IpPacket.ICMPV6 ->
                icmp(!packet.source().isIpv4(), ICMPV6_UNREACHABLE, epochNanos, interfaceName, in, out);
            default -> false;
        };
    }

    /** Nothing more comes: says what is left of connections. */
    public void end(Consumer<TraceEntry> out) {
        connections.close(out);
    }

    private Passage passage(long epochNanos, String interfaceName, int sourcePort, int destinationPort) {
        return new Passage(epochNanos, interfaceName, new Endpoint(packet.source(), sourcePort),
                new Endpoint(packet.destination(), destinationPort), packet.ttl(), packet.routerAlert());
    }

    // ---- datagrams

    private boolean udp(long epochNanos, String interfaceName, byte[] in, Consumer<TraceEntry> out) {
        int at = packet.transport();
        int room = packet.end() - at;
        if (room < UDP_HEADER || (packet.u16(at) != udpPort && packet.u16(at + 2) != udpPort)) {
            return false;
        }
        Passage passage = passage(epochNanos, interfaceName, packet.u16(at), packet.u16(at + 2));
        int udpBytes = packet.u16(at + 4);
        boolean isCut = packet.isCut() && !packet.isFragment();
        if (udpBytes < UDP_HEADER || (udpBytes > room && !isCut && !packet.isFragment())) {
            out.accept(new TraceEntry(passage, Encapsulation.DATAGRAM, null, "UDP length " + udpBytes
                    + ", expected from " + UDP_HEADER + " to " + room));
            return true;
        }
        int bytes = Math.min(room, udpBytes) - UDP_HEADER;
        out.accept(datagram(passage, MemorySegment.ofArray(in), at + UDP_HEADER, bytes,
                isCut || packet.isFragment()));
        return true;
    }

    private TraceEntry datagram(Passage passage, MemorySegment memory, int at, int bytes, boolean isCut) {
        String fragment = packet.isFragment() ? "the first fragment of a packet, which is not put together" : "";
        if (!MessageHeader.isGist(memory, at, bytes)) {
            return new TraceEntry(passage, Encapsulation.DATAGRAM, null, fragment.isEmpty()
                    ? "no message: " + bytes + " bytes, expected 4e04bda5 and a header of 8 bytes"
                    : fragment);
        }
        int message = at + MessageHeader.MAGIC_BYTES;
        int messageBytes = bytes - MessageHeader.MAGIC_BYTES;
        Encapsulation how = MessageHeader.isContextFree(memory, message) ? Encapsulation.QUERY : Encapsulation.DATAGRAM;
        MessageReading reading = isCut ? MessageReading.cut(memory, message, messageBytes, false)
                : MessageReading.of(memory, message, messageBytes, false);
        learn(reading);
        return new TraceEntry(passage, how, reading, fragment);
    }

    private void learn(MessageReading reading) {
        GistMessage message = reading.message();
        if (message != null) {
            ports.learn(message);
        }
    }

    // ---- connections

    private boolean tcp(long epochNanos, String interfaceName, byte[] in, Consumer<TraceEntry> out) {
        if (!TcpSegment.isWhole(packet)) {
            return false;
        }
        int at = packet.transport();
        Passage passage = passage(epochNanos, interfaceName, packet.u16(at), packet.u16(at + 2));
        return connections.take(TcpSegment.of(packet, in), passage, entry -> {
            MessageReading reading = entry.message();
            if (reading != null) {
                learn(reading);
            }
            out.accept(entry);
        });
    }

    // ---- errors about datagrams

    private boolean icmp(boolean ofItsFamily, int unreachable, long epochNanos, String interfaceName, byte[] in,
            Consumer<TraceEntry> out) {
        int at = packet.transport();
        int room = packet.end() - at - ICMP_HEADER;
        if (!ofItsFamily || room < 0 || packet.u8(at) != unreachable
                || !quoted.read(in, at + ICMP_HEADER, room) || quoted.protocol() != IpPacket.UDP) {
            return false;
        }
        int udp = quoted.transport();
        if (quoted.end() - udp < UDP_HEADER || quoted.u16(udp + 2) != udpPort) {
            return false;
        }
        Passage passage = passage(epochNanos, interfaceName, Endpoint.NO_PORT, Endpoint.NO_PORT);
        int message = udp + UDP_HEADER + MessageHeader.MAGIC_BYTES;
        int bytes = Math.min(quoted.end(), udp + quoted.u16(udp + 4)) - message;
        MemorySegment memory = MemorySegment.ofArray(in);
        boolean isGist = MessageHeader.isGist(memory, message - MessageHeader.MAGIC_BYTES,
                bytes + MessageHeader.MAGIC_BYTES);
        out.accept(new TraceEntry(passage, Encapsulation.ICMP,
                isGist ? MessageReading.cut(memory, message, bytes, false) : null,
                IcmpText.of(packet.source().isIpv4(), packet.u8(at + 1)) + ", from "
                        + new Endpoint(quoted.source(), quoted.u16(udp)) + " to "
                        + new Endpoint(quoted.destination(), udpPort)));
        return true;
    }
}
