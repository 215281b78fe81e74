package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.ffi.BpfMap;
import org.netserv.node.net.IpAddress;

/**
 * Adds flows that a module has decided on. One or two system calls a flow, no allocation.
 *
 * <pre>
 *   IPv4     0 source    4 destination    8 source port   10 destination port   12 protocol   (network order)
 *   IPv6     0 source   16 destination   32 source port   34 destination port   36 protocol
 *   value    0 used   4 idle   8 epoch   12 owner   14 whether to drop   (times in ticks of 2^20 ns)
 * </pre>
 *
 * <p><b>Thread.</b> One at a time, as {@link FlowTable}.
 */
public final class FlowWriter {
    private static final ValueLayout.OfLong BIG_LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt BIG_INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort BIG_SHORT = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final int TICK_SHIFT = 20;

    private final BpfMap flows4;
    private final BpfMap flows6;
    private final OwnerEpochs epochs;
    private final MemorySegment key4 = Arena.ofAuto().allocate(FlowTable.KEY4_BYTES, Long.BYTES);
    private final MemorySegment key6 = Arena.ofAuto().allocate(FlowTable.KEY6_BYTES, Long.BYTES);
    private final MemorySegment value = Arena.ofAuto().allocate(FlowTable.VALUE_BYTES, Long.BYTES);
    private final MemorySegment found = Arena.ofAuto().allocate(FlowTable.VALUE_BYTES, Long.BYTES);
    private boolean ipv4;

    FlowWriter(BpfMap flows4, BpfMap flows6, OwnerEpochs epochs) {
        this.flows4 = flows4;
        this.flows6 = flows6;
        this.epochs = epochs;
    }

    /** Names the packets' addresses; IPv4 addresses are IPv4-mapped. */
    public FlowWriter addresses(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        ipv4 = IpAddress.isIpv4(destinationHigh, destinationLow);
        if (ipv4) {
            key4.set(BIG_INT, 0, (int) sourceLow);
            key4.set(BIG_INT, 4, (int) destinationLow);
        } else {
            key6.set(BIG_LONG, 0, sourceHigh);
            key6.set(BIG_LONG, 8, sourceLow);
            key6.set(BIG_LONG, 16, destinationHigh);
            key6.set(BIG_LONG, 24, destinationLow);
        }
        return this;
    }

    /** Names, after their addresses, their protocol and, of UDP and TCP, their ports; of others these are 0. */
    public FlowWriter transport(int protocol, int sourcePort, int destinationPort) {
        MemorySegment key = ipv4 ? key4 : key6;
        long at = ipv4 ? 8 : 32;
        key.set(BIG_SHORT, at, (short) sourcePort);
        key.set(BIG_SHORT, at + 2, (short) destinationPort);
        key.set(ValueLayout.JAVA_BYTE, at + 4, (byte) protocol);
        return this;
    }

    /** A time as flows have it. */
    static int tick(long nanos) {
        return (int) (nanos >> TICK_SHIFT);
    }

    /** Whether the kernel has these packets' flow already, and it is that owner's. */
    public boolean isOffloaded(int owner) {
        return (ipv4 ? flows4.lookup(key4, found) : flows6.lookup(key6, found)) && found.get(SHORT, 12) == (short) owner
                && found.get(INT, 8) == epochs.of(owner);
    }

    /**
     * From now on the kernel lets these packets pass, or drops them, without the module's seeing them.
     *
     * <p><b>Errors.</b> NativeException if the kernel has no memory.
     *
     * @param owner as {@link FlowTable#newOwner} numbers it
     * @param idleNanos time without such packets after which the next one is the module's again, to some milliseconds; at most
     *     about 24 days
     */
    public void offload(int owner, boolean drop, long idleNanos) {
        value.set(INT, 0, tick(System.nanoTime()));
        value.set(INT, 4, (int) Math.min(idleNanos >> TICK_SHIFT, Integer.MAX_VALUE));
        value.set(INT, 8, epochs.of(owner));
        value.set(SHORT, 12, (short) owner);
        value.set(SHORT, 14, (short) (drop ? 1 : 0));
        if (ipv4) {
            flows4.update(key4, value);
        } else {
            flows6.update(key6, value);
        }
    }
}
