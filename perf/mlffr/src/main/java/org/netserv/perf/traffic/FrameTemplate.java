package org.netserv.perf.traffic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.netserv.perf.traffic.Traffic.Payload;

/**
 * A frame of which source port, IP id and both checksums are still 0, and the sums from which these checksums are made.
 *
 * <pre>
 *    0  destination MAC, source MAC, 0x0800
 *   14  0x45 0 length:16 | id:16 DF | TTL 64, UDP, checksum:16 | source | destination      IPv4
 *   34  source port:16 destination port:16 | length:16 checksum:16                          UDP
 *   42  payload
 * </pre>
 *
 * <p><b>Source.</b> RFC 791, RFC 768, RFC 1071.
 */
final class FrameTemplate {
    static final int IP_ID = 18;
    static final int IP_CHECKSUM = 24;
    static final int SOURCE_PORT = 34;
    static final int UDP_CHECKSUM = 40;

    private static final int ETHERNET_BYTES = 14;
    private static final int IP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int ADDRESSES = 26;
    private static final short ETHERTYPE_IPV4 = 0x0800;
    private static final short DONT_FRAGMENT = 0x4000;
    private static final byte TTL = 64;
    private static final byte UDP = 17;

    private final byte[] bytes;
    private final int ipSum;
    private final int udpSum;

    private FrameTemplate(byte[] bytes) {
        this.bytes = bytes;
        this.ipSum = sum(bytes, ETHERNET_BYTES, IP_BYTES);
        int datagram = bytes.length - ETHERNET_BYTES - IP_BYTES;
        this.udpSum = fold(sum(bytes, ADDRESSES, 8) + UDP + datagram + sum(bytes, SOURCE_PORT, datagram));
    }

    /** The frames of a kind of traffic, in the order of sending. The payload of a shorter one begins that of a longer. */
    static List<FrameTemplate> of(Traffic traffic, Endpoints endpoints) {
        List<FrameTemplate> templates = new ArrayList<>();
        for (int length : traffic.frames()) {
            templates.add(new FrameTemplate(build(length, payload(traffic.payload(), length), endpoints)));
        }
        return templates;
    }

    private static byte[] build(int length, byte[] payload, Endpoints endpoints) {
        ByteBuffer frame = ByteBuffer.allocate(length);
        long next = Endpoints.mac(endpoints.nextHopMac());
        frame.putInt((int) (next >>> 16)).putShort((short) next);
        long source = Endpoints.mac(endpoints.sourceMac());
        frame.putInt((int) (source >>> 16)).putShort((short) source);
        frame.putShort(ETHERTYPE_IPV4);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (length - ETHERNET_BYTES));
        frame.putShort((short) 0).putShort(DONT_FRAGMENT);
        frame.put(TTL).put(UDP).putShort((short) 0);
        frame.putInt(Endpoints.ipv4(endpoints.source())).putInt(Endpoints.ipv4(endpoints.destination()));
        frame.putShort((short) 0).putShort((short) Traffic.PORT);
        frame.putShort((short) (UDP_BYTES + payload.length)).putShort((short) 0);
        frame.put(payload);
        return frame.array();
    }

    private static byte[] payload(Payload payload, int frameBytes) {
        int length = frameBytes - Traffic.HEADER_BYTES;
        if (payload == Payload.KEEP_ALIVE) {
            return KeepAliveMessage.ofLength(length).getBytes(StandardCharsets.US_ASCII);
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + i % 26);
        }
        return bytes;
    }

    /** The frame; not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** Ones' complement sum of the IPv4 header. */
    int ipSum() {
        return ipSum;
    }

    /** Ones' complement sum of the UDP datagram with its pseudo header. */
    int udpSum() {
        return udpSum;
    }

    /** The checksum that makes a sum right. */
    static int checksum(int sum) {
        return ~fold(sum) & 0xffff;
    }

    /** The same for UDP, where 0 would mean that there is none. */
    static int udpChecksum(int sum) {
        int checksum = checksum(sum);
        return checksum == 0 ? 0xffff : checksum;
    }

    static int sum(byte[] bytes, int offset, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[offset + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        return fold(sum);
    }

    private static int fold(int sum) {
        int once = (sum & 0xffff) + (sum >>> 16);
        return (once & 0xffff) + (once >>> 16);
    }
}
