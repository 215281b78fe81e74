package org.netserv.conformance;

import java.io.ByteArrayOutputStream;

/**
 * The Internet checksum, word by word as RFC 1071 §1 states it: slow, and with nothing in common with the node's code
 * that it verifies.
 *
 * <p><b>Thread.</b> Any; no state. <b>Source.</b> RFC 1071, 768, 9293, 792, 4443, 8200 §8.1.
 */
public final class InternetChecksum {
    private InternetChecksum() {}

    /** The checksum of a range; 0 if the range holds its own right checksum. */
    public static int of(byte[] bytes, int offset, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = bytes[offset + i] & 0xff;
            sum += i % 2 == 0 ? octet << 8 : octet;
            if (sum > 0xffff) {
                sum -= 0xffff;
            }
        }
        return ~sum & 0xffff;
    }

    /** Where the checksum is in a transport header. */
    public static int field(int protocol) {
        return switch (protocol) {
            case PacketBuilder.UDP -> 6;
            case PacketBuilder.TCP -> 16;
            case PacketBuilder.ICMP, PacketBuilder.ICMPV6 -> 2;
            default -> throw new IllegalArgumentException("no checksum is known: protocol=" + protocol);
        };
    }

    /** The checksum over pseudo-header and transport; 0 if the packet holds its own right checksum. */
    public static int transport(byte[] packet, int l4Offset, int protocol) {
        ByteArrayOutputStream summed = new ByteArrayOutputStream();
        int length = packet.length - l4Offset;
        if (protocol != PacketBuilder.ICMP) {
            boolean ipv4 = packet[0] >> 4 == 4;
            summed.write(packet, ipv4 ? 12 : 8, ipv4 ? 8 : 32);
            summed.write(length >>> 24);
            summed.write(length >>> 16);
            summed.write(length >>> 8);
            summed.write(length);
            summed.writeBytes(new byte[]{0, 0, 0, (byte) protocol});
        }
        summed.write(packet, l4Offset, length);
        return of(summed.toByteArray(), 0, summed.size());
    }
}
