package org.netserv.node.replay;

import org.jspecify.annotations.Nullable;

/**
 * Link types of pcap files that this node reads: where in a frame the IP packet starts.
 *
 * <p><b>Source.</b> The registry at tcpdump.org/linktypes.html.
 */
public enum LinkType {
    /** BSD loopback: four bytes of address family in the writer's byte order. */
    NULL(0, 4),
    /** Ethernet, with one or two VLAN tags or none. */
    ETHERNET(1, 14),
    /** IPv4 or IPv6 without a link-layer header. */
    RAW(101, 0),
    /** Linux "any" interface. */
    LINUX_SLL(113, 16),
    /** IPv4 without a link-layer header. */
    IPV4(228, 0),
    /** IPv6 without a link-layer header. */
    IPV6(229, 0),
    /** Linux "any" interface, second version. */
    LINUX_SLL2(276, 20);

    /** The types above, for messages. */
    static final String NAMES = "0 (NULL), 1 (Ethernet), 101 (RAW), 113 (LINUX_SLL), 228 (IPV4), 229 (IPV6) or 276"
            + " (LINUX_SLL2)";

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int MAX_VLAN_TAGS = 2;
    private static final int VLAN_TAG = 4;

    private final int number;
    private final int headerLength;

    LinkType(int number, int headerLength) {
        this.number = number;
        this.headerLength = headerLength;
    }

    /** Its number in a pcap file's header. */
    public int number() {
        return number;
    }

    static @Nullable LinkType of(int number) {
        for (LinkType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }

    /** Length of the link-layer header of a frame, VLAN tags included; no more than the frame has. */
    int headerLength(byte[] frame, int length) {
        return Math.min(length, this == ETHERNET ? ethernetHeaderLength(frame, length) : headerLength);
    }

    /** Whether the frame says that it carries IP. */
    boolean carriesIp(byte[] frame, int length) {
        int header = headerLength(frame, length);
        if (length <= header) {
            return false;
        }
        return switch (this) {
            case RAW -> isVersion(frame[header], 4) || isVersion(frame[header], 6);
            case IPV4, IPV6 -> true;
            case NULL -> isFamily(frame);
            case ETHERNET -> isIp(u16(frame, header - 2));
            case LINUX_SLL -> isIp(u16(frame, 14));
            case LINUX_SLL2 -> isIp(u16(frame, 0));
        };
    }

    private int ethernetHeaderLength(byte[] frame, int length) {
        int header = headerLength;
        for (int tags = 0; tags < MAX_VLAN_TAGS && header <= length && isVlan(u16(frame, header - 2)); tags++) {
            header += VLAN_TAG;
        }
        return header;
    }

    /** 802.1Q, 802.1ad, and what came before 802.1ad. */
    private static boolean isVlan(int etherType) {
        return etherType == 0x8100 || etherType == 0x88a8 || etherType == 0x9100;
    }

    private static boolean isIp(int etherType) {
        return etherType == ETHERTYPE_IPV4 || etherType == ETHERTYPE_IPV6;
    }

    /** AF_INET is 2 everywhere, AF_INET6 24, 28 or 30 on the BSDs and 10 on Linux; the byte order is the writer's. */
    private static boolean isFamily(byte[] frame) {
        int bigEndian = u16(frame, 0) << 16 | u16(frame, 2);
        int family = bigEndian >>> 16 == 0 ? bigEndian : Integer.reverseBytes(bigEndian);
        return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
    }

    private static boolean isVersion(byte first, int version) {
        return (first & 0xf0) >> 4 == version;
    }

    private static int u16(byte[] frame, int offset) {
        return (frame[offset] & 0xff) << 8 | (frame[offset + 1] & 0xff);
    }
}
