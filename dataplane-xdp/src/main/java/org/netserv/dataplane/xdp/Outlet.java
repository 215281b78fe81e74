package org.netserv.dataplane.xdp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.dataplane.xdp.kernel.FrameMetadata;
import org.netserv.dataplane.xdp.ring.Port;
import org.netserv.dataplane.xdp.ring.PortGroup;
import org.netserv.ffi.Errno;
import org.netserv.node.counters.Tally;

/**
 * Where packets go that have been decided on, frame by frame:
 *
 * <pre>
 *   ACCEPT         egress known, nothing for a router to look at ─▶ MAC addresses, TTL - 1 ─▶ ring of the egress
 *                  else ──────────────────────────────────────────────────────────────────▶ the kernel's stack
 *   REPLY          MAC addresses swapped ─────────────────────────────────────────────────▶ ring of the ingress
 *   DROP, CONSUME                                                                           back to the fill ring
 * </pre>
 *
 * <p>The way is what the XDP program found when the packet came. A packet with another destination, one whose time to live
 * ends, one that is too long for its link, and one with IPv4 options or an IPv6 hop-by-hop header are the stack's.
 *
 * <p><b>Ownership.</b> Takes each frame that it is given.
 *
 * <p><b>Thread.</b> The worker's.
 */
final class Outlet {
    private static final ValueLayout.OfShort NET_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private static final int ETHERNET = 14;
    private static final int MAC_BYTES = 6;
    private static final int IPV4_TTL = 8;
    private static final int IPV4_CHECKSUM = 10;
    /** Version 4, and a header without options. */
    private static final int IPV4_PLAIN = 0x45;
    private static final int IPV6_NEXT_HEADER = 6;
    private static final int IPV6_HOP_LIMIT = 7;
    private static final int HOP_BY_HOP = 0;
    /** What is left of the time to live with which a packet may not go on. */
    private static final int LAST_HOP = 1;

    private final PortGroup group;
    private final MemorySegment memory;
    private final Link[] links;
    private final int[] ifindexes;
    private final StackDevice stack;
    private final WorkerCounters counters;
    private int forwarded;
    private int replied;
    private int dropped;

    /** Links are those of the ports, in their order. */
    Outlet(PortGroup group, Link[] links, StackDevice stack, WorkerCounters counters) {
        this.group = group;
        this.links = links.clone();
        this.stack = stack;
        this.counters = counters;
        memory = group.memory();
        ifindexes = new int[links.length];
        for (int i = 0; i < links.length; i++) {
            ifindexes[i] = links[i].ifindex();
        }
    }

    /** Carries out what was decided on the packet of a frame. */
    void carryOut(long address, long decision) {
        switch (Decision.verdict(decision)) {
            case ACCEPT -> accept(address, Decision.length(decision), Decision.rerouted(decision));
            case REPLY -> reply(address, Decision.length(decision));
            case DROP, CONSUME -> {
                dropped++;
                group.recycle(address);
            }
        }
    }

    /** Lets the packet of a frame go on. */
    private void accept(long address, int length, boolean rerouted) {
        long metadata = address - FrameMetadata.BYTES;
        long packet = address + FrameMetadata.l3Offset(memory, metadata);
        boolean ipv4 = (FrameMetadata.flags(memory, metadata) & FrameMetadata.IPV6) == 0;
        int out = portOf(FrameMetadata.egress(memory, metadata));
        int ttl = memory.get(BYTE, packet + (ipv4 ? IPV4_TTL : IPV6_HOP_LIMIT)) & 0xff;
        boolean plain = ipv4 ? memory.get(BYTE, packet) == IPV4_PLAIN
                : memory.get(BYTE, packet + IPV6_NEXT_HEADER) != HOP_BY_HOP;
        Tally why = out < 0 ? counters.stackNoEgress
                : rerouted ? counters.stackRerouted
                        : ttl <= LAST_HOP ? counters.stackTtl
                                : length > links[out].mtu() ? counters.stackTooLong
                                        : plain ? null : counters.stackOptions;
        if (why != null) {
            toStack(address, packet, length, why);
            return;
        }
        if (ipv4) {
            memory.set(BYTE, packet + IPV4_TTL, (byte) (ttl - 1));
            // RFC 1141: the word with the TTL has become less by 0x0100, so the sum of all, complemented, becomes more.
            int sum = (memory.get(NET_SHORT, packet + IPV4_CHECKSUM) & 0xffff) + 0x0100;
            memory.set(NET_SHORT, packet + IPV4_CHECKSUM, (short) (sum + (sum >= 0xffff ? 1 : 0)));
        } else {
            memory.set(BYTE, packet + IPV6_HOP_LIMIT, (byte) (ttl - 1));
        }
        // Right before the packet: a VLAN tag stays behind.
        long frame = packet - ETHERNET;
        long from = FrameMetadata.addressesOffset(metadata);
        memory.set(LONG, frame, memory.get(LONG, from));
        memory.set(INT, frame + Long.BYTES, memory.get(INT, from + Long.BYTES));
        if (send(group.port(out), frame, ETHERNET + length)) {
            forwarded++;
        }
    }

    private void reply(long address, int length) {
        int home = group.home(address);
        if (length > links[home].mtu()) {
            counters.lostTooLong.add(1);
            group.recycle(address);
            return;
        }
        int high = memory.get(INT, address);
        short low = memory.get(SHORT, address + Integer.BYTES);
        memory.set(INT, address, memory.get(INT, address + MAC_BYTES));
        memory.set(SHORT, address + Integer.BYTES, memory.get(SHORT, address + MAC_BYTES + Integer.BYTES));
        memory.set(INT, address + MAC_BYTES, high);
        memory.set(SHORT, address + MAC_BYTES + Integer.BYTES, low);
        int l3 = FrameMetadata.l3Offset(memory, address - FrameMetadata.BYTES);
        if (send(group.port(home), address, l3 + length)) {
            replied++;
        }
    }

    private int portOf(int ifindex) {
        for (int i = 0; i < ifindexes.length; i++) {
            if (ifindexes[i] == ifindex) {
                return i;
            }
        }
        return -1;
    }

    /** A full ring is emptied once, in which it may have to wait for the kernel; what then has no room is lost. */
    private boolean send(Port port, long address, int length) {
        int home = group.home(address);
        if (port.send(address, length, home)) {
            return true;
        }
        flush(port);
        group.drainCompletions();
        if (port.send(address, length, home)) {
            return true;
        }
        counters.lostRingFull.add(1);
        group.recycle(address);
        return false;
    }

    private void toStack(long address, long packet, int length, Tally why) {
        if (stack.inject(memory, packet, length)) {
            why.add(1);
        } else {
            counters.lostStack.add(1);
        }
        group.recycle(address);
    }

    /** Has the kernel send what is in the rings, takes back what it has sent, and gives it all free frames. */
    void flush() {
        for (int i = 0; i < ifindexes.length; i++) {
            flush(group.port(i));
        }
        group.drainCompletions();
        group.commit();
        if (forwarded + replied + dropped > 0) {
            counters.forwarded.add(forwarded);
            counters.replied.add(replied);
            counters.dropped.add(dropped);
            forwarded = 0;
            replied = 0;
            dropped = 0;
        }
    }

    private void flush(Port port) {
        switch (-port.flush()) {
            case 0 -> {
            }
            case Errno.EAGAIN, Errno.EBUSY, Errno.ENOBUFS -> counters.linkBusy.add(1);
            default -> counters.linkFailures.add(1);
        }
    }

    /** Whether packets wait in a ring that the kernel has not taken. */
    boolean hasUnsent() {
        for (int i = 0; i < ifindexes.length; i++) {
            if (group.port(i).unsent() > 0) {
                return true;
            }
        }
        return false;
    }
}
