package org.netserv.dataplane.xdp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.dataplane.xdp.kernel.FrameMetadata;
import org.netserv.dataplane.xdp.ring.PortGroup;
import org.netserv.node.packet.PacketBatch;

/**
 * Frames whose packets are being decided on: a {@link PacketBatch} that points into the rings' memory, and where each
 * packet's frame begins.
 *
 * <pre>
 *   frame   | … room | metadata | Ethernet (VLAN) | IP packet          room … |
 *                    ▲ address - 32    ▲ address    ▲ packets().offset(i)
 * </pre>
 *
 * <p><b>Thread.</b> One.
 */
final class FrameBatch {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_DESTINATION = 24;

    private final PortGroup group;
    private final MemorySegment memory;
    private final PacketBatch packets;
    private final long[] addresses = new long[PacketBatch.MAX_SIZE];
    /** Destinations as they came, as they lie there. */
    private final long[] high = new long[PacketBatch.MAX_SIZE];
    private final long[] low = new long[PacketBatch.MAX_SIZE];

    FrameBatch(PortGroup group) {
        this.group = group;
        memory = group.memory();
        packets = new PacketBatch(memory);
    }

    /** What modules are shown. */
    PacketBatch packets() {
        return packets;
    }

    void clear() {
        packets.clear();
    }

    /** Takes a frame; false if the XDP program has not said what is in it. */
    boolean add(long address, int length, int ifindex) {
        long metadata = address - FrameMetadata.BYTES;
        if (!FrameMetadata.isPresent(memory, metadata)) {
            return false;
        }
        int l3 = FrameMetadata.l3Offset(memory, metadata);
        long packet = address + l3;
        int i = packets.add(packet, length - l3, (int) (group.frameEnd(address) - packet), ifindex);
        addresses[i] = address;
        if ((FrameMetadata.flags(memory, metadata) & FrameMetadata.IPV6) == 0) {
            low[i] = memory.get(INT, packet + IPV4_DESTINATION);
        } else {
            high[i] = memory.get(LONG, packet + IPV6_DESTINATION);
            low[i] = memory.get(LONG, packet + IPV6_DESTINATION + Long.BYTES);
        }
        return true;
    }

    /** Where the frame of packet {@code i} begins. */
    long address(int i) {
        return addresses[i];
    }

    /** What was decided on packet {@code i}. */
    long decision(int i) {
        return Decision.of(packets.verdict(i), packets.length(i), packets.modified(i) && isRerouted(i));
    }

    private boolean isRerouted(int i) {
        long packet = packets.offset(i);
        if (packets.version(i) == 4) {
            return memory.get(INT, packet + IPV4_DESTINATION) != low[i];
        }
        return memory.get(LONG, packet + IPV6_DESTINATION) != high[i]
                || memory.get(LONG, packet + IPV6_DESTINATION + Long.BYTES) != low[i];
    }
}
