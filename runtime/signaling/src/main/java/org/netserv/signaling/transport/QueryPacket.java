package org.netserv.signaling.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.node.net.IpAddress;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.signaling.wire.Mri;

/**
 * The IP and UDP headers of Queries, in front of memory for a datagram: Q-mode encapsulation, RFC 5971 §5.3.2. They have what
 * routers choose the flow's path by.
 *
 * <pre>
 *   IPv4   20 bytes, DF, DS field    [94 04 value:16]                            UDP   payload
 *   IPv6   40 bytes, DS field, label [next 17, 0, 05 02 value:16, 01 00]         UDP   payload
 * </pre>
 *
 * <p><b>Thread.</b> One. <b>Source.</b> RFC 791, 8200, 768; Router Alert: RFC 2113, 2711.
 */
final class QueryPacket {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int UDP = 17;
    private static final int HOP_BY_HOP = 0;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int UDP_BYTES = 8;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final int IPV4_ALERT = 0x9404 << 16;
    private static final int IPV4_ALERT_BYTES = 4;
    private static final long IPV6_ALERT = 0x1100_0502_0000_0100L;
    private static final int IPV6_ALERT_BYTES = 8;
    private static final int LONGEST = 65_536;

    private final boolean isIpv4;
    private final int routerAlert;
    private final int ipBytes;
    private final MemorySegment memory;
    private final PacketBatch batch;

    QueryPacket(Arena arena, boolean isIpv4, int routerAlert) {
        this.isIpv4 = isIpv4;
        this.routerAlert = routerAlert;
        int alertBytes = routerAlert == GistNode.NO_ROUTER_ALERT ? 0 : isIpv4 ? IPV4_ALERT_BYTES : IPV6_ALERT_BYTES;
        ipBytes = (isIpv4 ? IPV4_BYTES : IPV6_BYTES) + alertBytes;
        memory = arena.allocate(LONGEST + ipBytes + UDP_BYTES, Long.BYTES);
        batch = new PacketBatch(memory);
    }

    /** The packet is at its start. */
    MemorySegment memory() {
        return memory;
    }

    /** Where the datagram is to be. */
    int payload() {
        return ipBytes + UDP_BYTES;
    }

    /** Writes the headers of a datagram that is there; bytes of the packet. */
    int write(int payloadBytes, Mri flow, IpAddress source, int sourcePort, IpAddress destination,
            int destinationPort, int ttl) {
        int bytes = ipBytes + UDP_BYTES + payloadBytes;
        int trafficClass = Math.max(0, flow.dsField()) << 2;
        if (isIpv4) {
            ipv4(bytes, trafficClass, (int) source.low(), (int) destination.low(), ttl);
        } else {
            ipv6(bytes, (trafficClass << 20) | Math.max(0, flow.flowLabel()), source, destination, ttl);
        }
        memory.set(SHORT, ipBytes, (short) sourcePort);
        memory.set(SHORT, ipBytes + 2, (short) destinationPort);
        memory.set(SHORT, ipBytes + 4, (short) (UDP_BYTES + payloadBytes));
        memory.set(SHORT, ipBytes + 6, (short) 0);
        batch.clear();
        PacketParser.parse(batch, batch.add(0, bytes, bytes, 0));
        Checksums.fill(batch, 0);
        return bytes;
    }

    private void ipv4(int bytes, int trafficClass, int source, int destination, int ttl) {
        memory.set(BYTE, 0, (byte) ((4 << 4) | ipBytes / Integer.BYTES));
        memory.set(BYTE, 1, (byte) trafficClass);
        memory.set(SHORT, 2, (short) bytes);
        memory.set(SHORT, 4, (short) 0);
        memory.set(SHORT, 6, (short) DO_NOT_FRAGMENT);
        memory.set(BYTE, 8, (byte) ttl);
        memory.set(BYTE, 9, (byte) UDP);
        memory.set(SHORT, 10, (short) 0);
        memory.set(INT, 12, source);
        memory.set(INT, 16, destination);
        if (ipBytes > IPV4_BYTES) {
            memory.set(INT, IPV4_BYTES, IPV4_ALERT | routerAlert);
        }
    }

    private void ipv6(int bytes, int classAndLabel, IpAddress source, IpAddress destination, int ttl) {
        boolean alert = ipBytes > IPV6_BYTES;
        memory.set(INT, 0, (6 << 28) | classAndLabel);
        memory.set(SHORT, 4, (short) (bytes - IPV6_BYTES));
        memory.set(BYTE, 6, (byte) (alert ? HOP_BY_HOP : UDP));
        memory.set(BYTE, 7, (byte) ttl);
        memory.set(LONG, 8, source.high());
        memory.set(LONG, 16, source.low());
        memory.set(LONG, 24, destination.high());
        memory.set(LONG, 32, destination.low());
        if (alert) {
            memory.set(LONG, IPV6_BYTES, IPV6_ALERT | ((long) routerAlert << 16));
        }
    }
}
