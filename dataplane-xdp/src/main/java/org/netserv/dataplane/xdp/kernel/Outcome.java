package org.netserv.dataplane.xdp.kernel;

/**
 * What becomes of a frame that the XDP program sees: each is counted under exactly one of those before {@link #SAMPLED},
 * and may be counted under those from there on besides.
 *
 * <p><b>Source.</b> {@code enum outcome} in layout.h, in the same order.
 */
public enum Outcome {
    /** To the stack: no heartbeat of the node, or an old one. */
    STALE(0),
    /** To the stack: not an interface of the node's. */
    NO_INTERFACE(1),
    /** To the stack: ARP and the like. */
    NOT_IP(2),
    /** To the stack: more than one VLAN tag. */
    VLAN_NESTED(3),
    /** To the stack: not sent to this interface's address, or to several hosts. */
    OTHER_HOST(4),
    /** To the stack: PacketParser would call it malformed. */
    MALFORMED(5),
    /** To the stack. */
    FRAGMENT(6),
    /** To the stack, which drops it: the checksum of its IPv4 header is wrong. */
    BAD_CHECKSUM(7),
    /** To the stack: in several buffers, or wanted and longer than a ring's frames. */
    OVERSIZE(8),
    /** To the stack: UDP to port 270. */
    SIGNALING(9),
    /** To the stack: wanted, but no socket has its queue. */
    NO_SOCKET(10),
    /** To the stack: wanted, but the driver leaves no room for metadata. No test gets there: a veth and the stack leave it. */
    NO_METADATA(11),
    /** To a socket. What its ring has no room for the kernel counts as dropped there. */
    TO_RING(12),
    /** Dropped: a module has decided so on its flow. */
    FLOW_DROPPED(13),
    /** Sent on by the program. */
    FORWARDED(14),
    /** To the stack: no module wants it, and the interface's fast path is the stack. */
    NOT_WANTED(15),
    /** Not forwarded by the program but by the stack: it has a VLAN tag. */
    VLAN(16),
    /** To the stack: its time to live ends here. */
    TTL(17),
    /** To the stack: IPv4 options, or an IPv6 hop-by-hop header. */
    OPTIONS(18),
    /** To the stack: from or to an address that is not to be forwarded. */
    SCOPE(19),
    /** To the stack: the next hop's link address is not known. */
    NO_NEIGHBOUR(20),
    /** To the stack: too long for the link that it leaves by. */
    MTU(21),
    /** To the stack: for this host, or there is no route. */
    NOT_FORWARDED(22),
    /** To the stack: leaves by the interface that it came in by. */
    HAIRPIN(23),
    /** To the stack: leaves by an interface that takes no frames from XDP, or is not the node's. */
    NO_TRANSMIT(24),

    /** A copy went to the node. */
    SAMPLED(25),
    /** A copy should have gone to the node, but there was no room for it. */
    SAMPLE_LOST(26),
    /** A module has decided that its flow passes. */
    FLOW_ACCEPTED(27),
    /** Its flow had been idle for too long: the module sees it again. */
    FLOW_EXPIRED(28);

    private final int index;

    Outcome(int index) {
        this.index = index;
    }

    /** Its place in the map of counters. */
    int index() {
        return index;
    }

    /** Whether it says where frames went, so that the sum of these is the number of frames. */
    public boolean isFate() {
        return compareTo(SAMPLED) < 0;
    }

    /** Whether frames under it went to the kernel's stack as they had come. */
    public boolean isPassed() {
        return isFate() && this != TO_RING && this != FLOW_DROPPED && this != FORWARDED;
    }
}
