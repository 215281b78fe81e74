package org.netserv.node.sandbox;

/**
 * How much of the node a publisher may use, all its modules together.
 *
 * @param cpuWeight share of the CPU that its modules' own threads get when there is not enough, 1 to 10,000; others have 100
 * @param cpuNanosPerPacket CPU time that one packet may take on average, in nanoseconds
 * @param allocatedBytesPerSecond memory that may be allocated, whether it is kept or not
 * @param retainedHeapBytes memory that may be kept
 * @param packetsPerSecond packets that are given to its modules
 * @param bytesPerSecond bytes of these packets
 * @param emittedPerSecond packets that its modules may emit
 * @param storageBytes what it may keep on disk
 * @param threads that its modules may have beside those on which they start and stop
 * @param offloadedFlows flows that the kernel may decide for its modules at a time
 */
public record Quota(int cpuWeight, long cpuNanosPerPacket, long allocatedBytesPerSecond, long retainedHeapBytes,
        long packetsPerSecond, long bytesPerSecond, long emittedPerSecond, long storageBytes, int threads,
        int offloadedFlows) {

    /** No limit, where there may be none. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** What the operator has not said otherwise. */
    public static final Quota DEFAULT = new Quota(100, 20_000, 64L << 20, 64L << 20, UNLIMITED, UNLIMITED, 10_000,
            64L << 20, 4, 4096);
}
