package org.netserv.node.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Finds the headers of a packet and writes what they say into its batch.
 *
 * <p>Strict on lengths, so that whoever comes later need not check again: what it calls {@link #WHOLE} has an IP header
 * and all extension headers, at UDP and TCP the whole transport header, and lengths that agree with one another. Bytes
 * behind the IP packet (link-layer padding) are cut off. Header checksums are the plane's business.
 *
 * <p><b>Thread.</b> Any; no state. <b>Source.</b> RFC 791, 768, 9293, 8200.
 */
public final class PacketParser {
    /** A packet that modules may see. */
    public static final int WHOLE = 0;
    /** A fragment: passes by the modules. */
    public static final int FRAGMENT = 1;
    /**
     * Lengths that do not agree, an unknown version, headers that cannot be followed, or IPv4-mapped addresses in an IPv6
     * header, which have no business on a wire.
     */
    public static final int MALFORMED = 2;

    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    static final int IPV4_MIN_HEADER = 20;
    static final int IPV6_HEADER = 40;
    static final int UDP_HEADER = 8;
    static final int TCP_MIN_HEADER = 20;
    /** IPv4 as IPv4-mapped IPv6 address, RFC 4291 §2.5.5.2. */
    static final long IPV4_MAPPED = 0x0000_ffff_0000_0000L;

    private static final int MORE_FRAGMENTS_AND_OFFSET = 0x3fff;
    private static final int MAX_EXTENSION_HEADERS = 8;

    private PacketParser() {}

    /** Parses packet {@code i}: {@link #WHOLE}, {@link #FRAGMENT} or {@link #MALFORMED}. */
    public static int parse(PacketBatch batch, int i) {
        return parse(batch, i, false);
    }

    /**
     * The same; with {@code writeUdpLength} a UDP length is made to agree with the IP length, wherever the UDP header is
     * now, rather than checked.
     */
    static int parse(PacketBatch batch, int i, boolean writeUdpLength) {
        int received = batch.length[i];
        int form = parseHeaders(batch, i, writeUdpLength);
        if (form == MALFORMED) {
            // Nothing that it says is to be believed, least of all its length: it passes as it came.
            batch.length[i] = received;
        }
        batch.form[i] = (byte) form;
        return form;
    }

    private static int parseHeaders(PacketBatch batch, int i, boolean writeUdpLength) {
        if (batch.length[i] < IPV4_MIN_HEADER) {
            return MALFORMED;
        }
        int version = batch.memory.get(JAVA_BYTE, batch.offset[i]) >>> 4;
        if (version == 4) {
            return parseIpv4(batch, i, writeUdpLength);
        }
        return version == 6 ? parseIpv6(batch, i, writeUdpLength) : MALFORMED;
    }

    private static int parseIpv4(PacketBatch batch, int i, boolean writeUdpLength) {
        MemorySegment memory = batch.memory;
        long base = batch.offset[i];
        int headerLength = (memory.get(JAVA_BYTE, base) & 0xf) << 2;
        int totalLength = memory.get(SHORT, base + 2) & 0xffff;
        if (headerLength < IPV4_MIN_HEADER || totalLength < headerLength || totalLength > batch.length[i]) {
            return MALFORMED;
        }
        batch.length[i] = totalLength;
        batch.version[i] = 4;
        batch.sourceHigh[i] = 0;
        batch.sourceLow[i] = IPV4_MAPPED | (memory.get(INT, base + 12) & 0xffff_ffffL);
        batch.destinationHigh[i] = 0;
        batch.destinationLow[i] = IPV4_MAPPED | (memory.get(INT, base + 16) & 0xffff_ffffL);
        if ((memory.get(SHORT, base + 6) & MORE_FRAGMENTS_AND_OFFSET) != 0) {
            return FRAGMENT;
        }
        return parseTransport(batch, i, memory.get(JAVA_BYTE, base + 9) & 0xff, headerLength, writeUdpLength);
    }

    private static int parseIpv6(PacketBatch batch, int i, boolean writeUdpLength) {
        MemorySegment memory = batch.memory;
        long base = batch.offset[i];
        if (batch.length[i] < IPV6_HEADER) {
            return MALFORMED;
        }
        int totalLength = IPV6_HEADER + (memory.get(SHORT, base + 4) & 0xffff);
        if (totalLength > batch.length[i]) {
            return MALFORMED;
        }
        batch.length[i] = totalLength;
        batch.version[i] = 6;
        batch.sourceHigh[i] = memory.get(LONG, base + 8);
        batch.sourceLow[i] = memory.get(LONG, base + 16);
        batch.destinationHigh[i] = memory.get(LONG, base + 24);
        batch.destinationLow[i] = memory.get(LONG, base + 32);
        if (isMapped(batch.sourceHigh[i], batch.sourceLow[i])
                || isMapped(batch.destinationHigh[i], batch.destinationLow[i])) {
            return MALFORMED;
        }
        return followExtensionHeaders(batch, i, memory.get(JAVA_BYTE, base + 6) & 0xff, writeUdpLength);
    }

    /** Whether an IPv6 address would be taken for an IPv4 address, and for the authority over it. */
    private static boolean isMapped(long high, long low) {
        return high == 0 && (low & 0xffff_ffff_0000_0000L) == IPV4_MAPPED;
    }

    /**
     * Those that the kernel follows, too (ipv6_ext_hdr): where it sees no port but the path did, its rules would bring packets
     * to other packet threads than their modules'.
     */
    private static int followExtensionHeaders(PacketBatch batch, int i, int firstHeader,
            boolean writeUdpLength) {
        int header = firstHeader;
        int at = IPV6_HEADER;
        for (int n = 0; n <= MAX_EXTENSION_HEADERS; n++) {
            switch (header) {
                case IpProtocol.HOP_BY_HOP, IpProtocol.DESTINATION_OPTIONS, IpProtocol.ROUTING,
                        IpProtocol.AUTHENTICATION -> {
                    if (batch.length[i] < at + 8) {
                        return MALFORMED;
                    }
                    long address = batch.offset[i] + at;
                    int units = batch.memory.get(JAVA_BYTE, address + 1) & 0xff;
                    // With segments left the checksum covers an address that is not in the IP header.
                    if (header == IpProtocol.ROUTING && batch.memory.get(JAVA_BYTE, address + 3) != 0) {
                        return MALFORMED;
                    }
                    at += header == IpProtocol.AUTHENTICATION ? (units + 2) << 2 : (units + 1) << 3;
                    header = batch.memory.get(JAVA_BYTE, address) & 0xff;
                    if (at > batch.length[i]) {
                        return MALFORMED;
                    }
                }
                case IpProtocol.FRAGMENT -> {
                    return FRAGMENT;
                }
                default -> {
                    return parseTransport(batch, i, header, at, writeUdpLength);
                }
            }
        }
        return MALFORMED;
    }

    private static int parseTransport(PacketBatch batch, int i, int protocol, int l4Offset,
            boolean writeUdpLength) {
        MemorySegment memory = batch.memory;
        long base = batch.offset[i] + l4Offset;
        int available = batch.length[i] - l4Offset;
        int headerLength = 0;
        int port = 0;
        if (protocol == IpProtocol.UDP) {
            if (available < UDP_HEADER) {
                return MALFORMED;
            }
            if (writeUdpLength) {
                memory.set(SHORT, base + 4, (short) available);
            } else if ((memory.get(SHORT, base + 4) & 0xffff) != available) {
                return MALFORMED;
            }
            headerLength = UDP_HEADER;
            port = memory.get(SHORT, base + 2) & 0xffff;
        } else if (protocol == IpProtocol.TCP) {
            if (available < TCP_MIN_HEADER) {
                return MALFORMED;
            }
            headerLength = (memory.get(JAVA_BYTE, base + 12) & 0xf0) >>> 2;
            if (headerLength < TCP_MIN_HEADER || headerLength > available) {
                return MALFORMED;
            }
            port = memory.get(SHORT, base + 2) & 0xffff;
        }
        batch.protocol[i] = protocol;
        batch.l4Offset[i] = l4Offset;
        batch.payloadOffset[i] = l4Offset + headerLength;
        batch.destinationPort[i] = port;
        return WHOLE;
    }
}
