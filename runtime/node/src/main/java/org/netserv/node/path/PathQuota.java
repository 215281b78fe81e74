package org.netserv.node.path;

/**
 * What one publisher may take of the packet path: rates for all its modules on all packet threads together, memory among
 * them, CPU time for each packet, and flows that the kernel decides.
 *
 * <p><b>Thread.</b> Any.
 */
public final class PathQuota {
    private final RateLimit packets;
    private final RateLimit bytes;
    private final long cpuNanosPerPacket;
    private final RateLimit memory;
    private final FlowAllowance flows;

    /**
     * @param packetsPerSecond packets that are given to its modules; {@code Long.MAX_VALUE} here and below is no limit
     * @param bytesPerSecond bytes of these packets
     * @param cpuNanosPerPacket CPU time of a module for a packet, on average
     * @param allocatedBytesPerSecond memory that its modules may allocate there; as much as in a second may come at once
     * @param offloadedFlows flows that the kernel may decide for it at a time
     */
    public PathQuota(long packetsPerSecond, long bytesPerSecond, long cpuNanosPerPacket,
            long allocatedBytesPerSecond, int offloadedFlows) {
        long now = System.nanoTime();
        packets = new RateLimit(packetsPerSecond, 1, now);
        bytes = new RateLimit(bytesPerSecond, PacketPath.MAX_PACKET_LENGTH, now);
        this.cpuNanosPerPacket = cpuNanosPerPacket;
        memory = new RateLimit(allocatedBytesPerSecond, allocatedBytesPerSecond, now);
        flows = new FlowAllowance(offloadedFlows);
    }

    /** The same without a limit of flows. */
    public PathQuota(long packetsPerSecond, long bytesPerSecond, long cpuNanosPerPacket,
            long allocatedBytesPerSecond) {
        this(packetsPerSecond, bytesPerSecond, cpuNanosPerPacket, allocatedBytesPerSecond, Integer.MAX_VALUE);
    }

    /** Without limits. */
    public static PathQuota unlimited() {
        return new PathQuota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    RateLimit packets() {
        return packets;
    }

    RateLimit bytes() {
        return bytes;
    }

    long cpuNanosPerPacket() {
        return cpuNanosPerPacket;
    }

    RateLimit memory() {
        return memory;
    }

    FlowAllowance flows() {
        return flows;
    }
}
