package org.netserv.api;

/**
 * One IP packet, borrowed for the call of {@link PacketProcessor#process}.
 *
 * <p>Offset 0 is the first byte of the IP header, on every forwarding plane. Multi-byte values are in network byte
 * order. Fragments and packets that do not parse never reach a module: {@link #l4Offset} and {@link #payloadOffset} are
 * always within the packet, and at UDP and TCP the whole transport header is present.
 *
 * <p>Addresses of both families read alike as two longs, IPv4 as IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2): high is
 * 0, low is {@code 0x0000_ffff_0000_0000 | address}.
 *
 * <p>Changes are made in place. When the module returns, the node brings IP and transport lengths and checksums up to
 * date; a UDP checksum of 0 on IPv4 ("none", RFC 768) stays 0. {@code set…} on a byte of a header needs no care for the
 * checksum either.
 *
 * <p><b>Units.</b> Offsets and lengths are in bytes.
 *
 * <p><b>Thread.</b> The calling packet thread, alone.
 *
 * <p><b>Errors.</b> {@link IndexOutOfBoundsException} outside the packet; {@link IllegalStateException} outside the call
 * or on another thread. Nothing is read or written then.
 */
public interface Packet {

    /** IP version: 4 or 6. */
    int version();

    /** Length of the whole packet, IP header included. */
    int length();

    /** Upper limit for {@link #length(int)}: the room that the packet's buffer has. */
    int maxLength();

    /**
     * Sets the length of the whole packet, to shorten or lengthen its payload. Bytes gained have unspecified content.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} if shorter than {@link #payloadOffset} or longer than
     * {@link #maxLength}.
     */
    void length(int length);

    /** Transport protocol: the IPv4 protocol, or the IPv6 next header after the extension headers of RFC 8200 and the authentication header (IANA numbers). */
    int protocol();

    /** IPv4 TTL or IPv6 hop limit as received: the router decrements it after the module. */
    int ttl();

    /**
     * Number of the packet thread that this call is on, 0 to {@link ModuleContext#workers} - 1.
     *
     * <p>A processor sees each number on one thread at a time, and a call sees all that earlier calls with its number have
     * written: what a module keeps by worker needs neither lock nor atomic. The thread itself may be another one later,
     * as a forwarding plane may replace a thread that has failed.
     */
    int worker();

    /** Interface index of the link that it came in by; 0 where the plane has no interfaces. */
    int ingressInterface();

    /** Upper half of the source address; 0 for IPv4. */
    long sourceHigh();

    /** Lower half of the source address; IPv4 as IPv4-mapped. */
    long sourceLow();

    /** Upper half of the destination address; 0 for IPv4. */
    long destinationHigh();

    /** Lower half of the destination address; IPv4 as IPv4-mapped. */
    long destinationLow();

    /** IPv4 source address; 0 when the packet is IPv6. */
    int sourceIpv4();

    /** IPv4 destination address; 0 when the packet is IPv6. */
    int destinationIpv4();

    /** UDP or TCP source port; 0 with other protocols. */
    int sourcePort();

    /** UDP or TCP destination port; 0 with other protocols. */
    int destinationPort();

    /** Where the transport header starts. */
    int l4Offset();

    /** Where the payload of UDP or TCP starts; with other protocols the same as {@link #l4Offset}. */
    int payloadOffset();

    /** Length of what follows {@link #payloadOffset}. */
    int payloadLength();

    /** The unsigned byte at an offset. */
    int u8(int offset);

    /** The unsigned 16-bit value at an offset. */
    int u16(int offset);

    /** The 32-bit value at an offset. */
    int i32(int offset);

    /** The 64-bit value at an offset. */
    long i64(int offset);

    /** Sets the byte at an offset to the low 8 bits of {@code value}. */
    void setU8(int offset, int value);

    /** Sets the 16-bit value at an offset to the low 16 bits of {@code value}. */
    void setU16(int offset, int value);

    /** Sets the 32-bit value at an offset. */
    void setI32(int offset, int value);

    /** Sets the 64-bit value at an offset. */
    void setI64(int offset, long value);

    /** Copies bytes out of the packet. */
    void copyTo(int offset, byte[] target, int targetOffset, int length);

    /** Copies bytes into the packet. */
    void copyFrom(byte[] source, int sourceOffset, int offset, int length);

    /** Moves bytes within the packet; the ranges may overlap. */
    void move(int fromOffset, int toOffset, int length);

    /** Swaps source and destination address. */
    void swapAddresses();

    /**
     * Swaps source and destination port.
     *
     * <p><b>Errors.</b> {@link IllegalStateException} unless the protocol is UDP or TCP.
     */
    void swapPorts();

    /** Sets TTL or hop limit, 1 to 255. */
    void ttl(int ttl);

    /**
     * Has the kernel decide the rest of this packet's flow, without showing it to the module: all packets with its addresses and
     * protocol and, of UDP and TCP, its ports. They go on as they come, or are dropped, until none has come for a time, or the
     * module leaves the packet path, or other modules of its publisher come or go. What becomes of this packet the module's
     * verdict says, as ever.
     *
     * <p>Packets that another module is still to see are not taken from it. {@link Verdict#ACCEPT} takes effect when all
     * modules that meet this packet ask for it on this packet, {@link Verdict#DROP} when those before this one ask for
     * ACCEPT. The shortest time that was asked for holds.
     *
     * <p>It is a hint, and nothing depends on it: it takes effect some milliseconds later, the kernel forgets the
     * flow that was not used for longest when it has no room, and some forwarding planes cannot do it (only AF_XDP can). So a
     * module treats each packet as if it had not asked, and asks again on each that it still sees. When it is called again in
     * one call of {@link PacketProcessor#process} the last one holds; none does if that throws.
     *
     * <p><b>Units.</b> {@code idleSeconds}, 1 to 86,400.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} for another verdict, or a time out of range.
     *
     * @return false if nothing comes of it: the plane cannot; this packet has been changed, by this module or one before it; a
     *     module before it has not asked for ACCEPT; the publisher has as many flows in the kernel as the operator lets it
     */
    boolean offload(Verdict verdict, int idleSeconds);
}
