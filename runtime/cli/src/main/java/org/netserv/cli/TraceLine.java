package org.netserv.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.node.net.IpAddress;
import org.netserv.node.packet.IpProtocol;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.node.trace.TracedPacket;

/** A packet of a trace as a line of text. */
final class TraceLine {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private TraceLine() {}

    /** When it came, from where to where, and what became of it. */
    static String of(TracedPacket packet) {
        return packet.at() + " " + headers(packet) + " " + packet.length() + " B: " + outcome(packet);
    }

    /** What became of it, by whom, and what that took. */
    static String outcome(TracedPacket packet) {
        String verdict = packet.verdict().isEmpty() ? "undecided" : packet.verdict();
        if (packet.module().isEmpty()) {
            return verdict + (packet.form().equals("whole") ? ", no module wants it" : ", " + packet.form());
        }
        return verdict + (packet.modified() ? ", changed" : "") + ", by " + packet.module() + " of " + packet.user()
                + ", " + packet.nanosPerPacket() + " ns a packet in a visit of " + packet.visitPackets();
    }

    /** The node's own parser reads the headers; bytes that were not kept are 0. */
    private static String headers(TracedPacket packet) {
        byte[] bytes = packet.bytes();
        int length = Math.max(packet.length(), bytes.length);
        try (Arena arena = Arena.ofConfined()) {
            PacketBatch batch = new PacketBatch(arena.allocate(Math.max(1, length)));
            MemorySegment.copy(bytes, 0, batch.memory(), ValueLayout.JAVA_BYTE, 0, bytes.length);
            batch.add(0, length, length, 0);
            int form = PacketParser.parse(batch, 0);
            if (form == PacketParser.MALFORMED) {
                return "?";
            }
            boolean ports = form == PacketParser.WHOLE && hasPorts(batch.protocol(0));
            int at = ports ? batch.l4Offset(0) : 0;
            return address(batch.sourceHigh(0), batch.sourceLow(0), ports ? port(batch, at) : -1) + " > "
                    + address(batch.destinationHigh(0), batch.destinationLow(0), ports ? port(batch, at + 2) : -1)
                    + (form == PacketParser.WHOLE ? " " + protocol(batch.protocol(0)) : "");
        }
    }

    private static boolean hasPorts(int protocol) {
        return protocol == IpProtocol.UDP || protocol == IpProtocol.TCP;
    }

    private static int port(PacketBatch batch, int at) {
        return batch.memory().get(SHORT, at) & 0xffff;
    }

    private static String address(long high, long low, int port) {
        IpAddress address = new IpAddress(high, low);
        if (port < 0) {
            return address.toString();
        }
        return address.isIpv4() ? address + ":" + port : "[" + address + "]:" + port;
    }

    private static String protocol(int number) {
        return switch (number) {
            case IpProtocol.ICMP -> "icmp";
            case IpProtocol.TCP -> "tcp";
            case IpProtocol.UDP -> "udp";
            case IpProtocol.ICMPV6 -> "icmpv6";
            default -> "protocol " + number;
        };
    }
}
