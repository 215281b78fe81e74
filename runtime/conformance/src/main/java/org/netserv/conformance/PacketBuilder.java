package org.netserv.conformance;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.netserv.node.net.IpAddress;

/**
 * Builds whole IP packets with right lengths and checksums, for tests.
 *
 * <p><b>Thread.</b> One. <b>Source.</b> RFC 791, 8200, 768, 9293, 792, 4443.
 */
public final class PacketBuilder {
    /** ICMP. */
    public static final int ICMP = 1;
    /** TCP. */
    public static final int TCP = 6;
    /** UDP. */
    public static final int UDP = 17;
    /** ICMPv6. */
    public static final int ICMPV6 = 58;

    private static final int IPV6_HEADER = 40;

    private final IpAddress source;
    private final IpAddress destination;
    private final int protocol;
    private final List<Integer> extensionTypes = new ArrayList<>();
    private final List<byte[]> extensionBodies = new ArrayList<>();
    private byte[] transport;
    private byte[] payload = new byte[0];
    private byte[] options = new byte[0];
    private int ttl = 64;
    private int identification = 0x2a17;
    private boolean transportChecksum = true;

    private PacketBuilder(IpAddress source, IpAddress destination, int protocol, byte[] transport) {
        this.source = source;
        this.destination = destination;
        this.protocol = protocol;
        this.transport = transport;
    }

    /** A UDP datagram. */
    public static PacketBuilder udp(IpAddress source, int sourcePort, IpAddress destination, int port) {
        byte[] header = new byte[8];
        put16(header, 0, sourcePort);
        put16(header, 2, port);
        return new PacketBuilder(source, destination, UDP, header);
    }

    /** A TCP segment with ACK and PSH set. */
    public static PacketBuilder tcp(IpAddress source, int sourcePort, IpAddress destination, int port) {
        byte[] header = new byte[20];
        put16(header, 0, sourcePort);
        put16(header, 2, port);
        put16(header, 6, 0x1001); // sequence number
        put16(header, 10, 0x2002); // acknowledgement
        header[12] = 5 << 4;
        header[13] = 0x18;
        put16(header, 14, 0x4000); // window
        return new PacketBuilder(source, destination, TCP, header);
    }

    /** An ICMP or ICMPv6 echo request, by the addresses' family. */
    public static PacketBuilder echo(IpAddress source, IpAddress destination, int identifier) {
        byte[] header = new byte[8];
        header[0] = (byte) (destination.isIpv4() ? 8 : 128);
        put16(header, 4, identifier);
        put16(header, 6, 1);
        return new PacketBuilder(source, destination, destination.isIpv4() ? ICMP : ICMPV6, header);
    }

    /** A packet of any other protocol, whose payload follows the IP headers; it gets no transport checksum. */
    public static PacketBuilder raw(IpAddress source, IpAddress destination, int protocol) {
        return new PacketBuilder(source, destination, protocol, new byte[0]).withoutChecksum();
    }

    /** What follows the transport header. */
    public PacketBuilder payload(byte... bytes) {
        payload = bytes.clone();
        return this;
    }

    /** TTL or hop limit. */
    public PacketBuilder ttl(int value) {
        ttl = value;
        return this;
    }

    /** IPv4 identification. */
    public PacketBuilder identification(int value) {
        identification = value;
        return this;
    }

    /** IPv4 options, padded to a multiple of four with "end of options". */
    public PacketBuilder options(byte... bytes) {
        options = Arrays.copyOf(bytes, (bytes.length + 3) & ~3);
        return this;
    }

    /** TCP options, padded to a multiple of four with "end of options". */
    public PacketBuilder tcpOptions(byte... bytes) {
        int length = 20 + ((bytes.length + 3) & ~3);
        transport = Arrays.copyOf(Arrays.copyOf(transport, 20), length);
        System.arraycopy(bytes, 0, transport, 20, bytes.length);
        transport[12] = (byte) (length << 2);
        return this;
    }

    /** An IPv6 extension header; {@code body} is what follows its two first bytes, padded to a multiple of eight. */
    public PacketBuilder extension(int type, byte... body) {
        extensionTypes.add(type);
        extensionBodies.add(Arrays.copyOf(body, ((body.length + 2 + 7) & ~7) - 2));
        return this;
    }

    /** Leaves the transport checksum 0. */
    public PacketBuilder withoutChecksum() {
        transportChecksum = false;
        return this;
    }

    /** The packet. */
    public byte[] build() {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        int l4Length = transport.length + payload.length;
        if (destination.isIpv4()) {
            packet.writeBytes(ipv4Header(l4Length));
        } else {
            packet.writeBytes(ipv6Headers(l4Length));
        }
        int l4Offset = packet.size();
        packet.writeBytes(transport);
        packet.writeBytes(payload);
        byte[] bytes = packet.toByteArray();
        if (protocol == UDP && transport.length > 0) {
            put16(bytes, l4Offset + 4, l4Length);
        }
        if (transportChecksum) {
            int field = l4Offset + InternetChecksum.field(protocol);
            int checksum = InternetChecksum.transport(bytes, l4Offset, protocol);
            put16(bytes, field, checksum == 0 && protocol == UDP ? 0xffff : checksum);
        }
        return bytes;
    }

    private byte[] ipv4Header(int l4Length) {
        byte[] header = new byte[20 + options.length];
        header[0] = (byte) (0x40 | header.length >> 2);
        put16(header, 2, header.length + l4Length);
        put16(header, 4, identification);
        header[8] = (byte) ttl;
        header[9] = (byte) protocol;
        System.arraycopy(source.toInetAddress().getAddress(), 0, header, 12, 4);
        System.arraycopy(destination.toInetAddress().getAddress(), 0, header, 16, 4);
        System.arraycopy(options, 0, header, 20, options.length);
        put16(header, 10, InternetChecksum.of(header, 0, header.length));
        return header;
    }

    private byte[] ipv6Headers(int l4Length) {
        ByteArrayOutputStream chain = new ByteArrayOutputStream();
        for (int i = 0; i < extensionTypes.size(); i++) {
            byte[] body = extensionBodies.get(i);
            chain.write(i + 1 < extensionTypes.size() ? extensionTypes.get(i + 1) : protocol);
            chain.write((body.length + 2) / 8 - 1);
            chain.writeBytes(body);
        }
        byte[] header = new byte[IPV6_HEADER];
        header[0] = 0x60;
        put16(header, 4, chain.size() + l4Length);
        header[6] = (byte) (extensionTypes.isEmpty() ? protocol : extensionTypes.getFirst());
        header[7] = (byte) ttl;
        System.arraycopy(source.toInetAddress().getAddress(), 0, header, 8, 16);
        System.arraycopy(destination.toInetAddress().getAddress(), 0, header, 24, 16);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header);
        all.writeBytes(chain.toByteArray());
        return all.toByteArray();
    }

    static void put16(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) (value >> 8);
        bytes[offset + 1] = (byte) value;
    }
}
