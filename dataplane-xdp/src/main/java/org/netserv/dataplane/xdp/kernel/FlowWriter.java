package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.ffi.BpfMap;

/**
 * Adds flows that a module has decided on. One system call a flow, no allocation.
 *
 * <pre>
 *   key      0 source   16 destination   32 source port   34 destination port   36 protocol   (network order, IPv4 mapped)
 *   value    0 used   4 idle   8 epoch   12 owner   14 whether to drop   (times in ticks of 2^20 ns)
 * </pre>
 *
 * <p>Whoever revokes an owner must first see to it that no writer is still at work with a decision of it: one that read the
 * epoch before may otherwise leave a flow that no longer holds, which the next sweep or the kernel removes.
 *
 * <p><b>Thread.</b> One packet thread.
 */
public final class FlowWriter {
    private static final ValueLayout.OfLong BIG_LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort BIG_SHORT = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final int TICK_SHIFT = 20;

    private final BpfMap flows;
    private final OwnerEpochs epochs;
    private final MemorySegment key = Arena.ofAuto().allocate(FlowTable.KEY_BYTES, Long.BYTES);
    private final MemorySegment value = Arena.ofAuto().allocate(FlowTable.VALUE_BYTES, Long.BYTES);

    FlowWriter(BpfMap flows, OwnerEpochs epochs) {
        this.flows = flows;
        this.epochs = epochs;
    }

    /** Names the packets' addresses; IPv4 addresses are IPv4-mapped. */
    public FlowWriter addresses(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        key.set(BIG_LONG, 0, sourceHigh);
        key.set(BIG_LONG, 8, sourceLow);
        key.set(BIG_LONG, 16, destinationHigh);
        key.set(BIG_LONG, 24, destinationLow);
        return this;
    }

    /** Names their protocol and, of UDP and TCP, their ports; of others these are 0. */
    public FlowWriter transport(int protocol, int sourcePort, int destinationPort) {
        key.set(BIG_SHORT, 32, (short) sourcePort);
        key.set(BIG_SHORT, 34, (short) destinationPort);
        key.set(ValueLayout.JAVA_BYTE, 36, (byte) protocol);
        return this;
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
        value.set(INT, 0, (int) (System.nanoTime() >> TICK_SHIFT));
        value.set(INT, 4, (int) Math.min(idleNanos >> TICK_SHIFT, Integer.MAX_VALUE));
        value.set(INT, 8, epochs.of(owner));
        value.set(SHORT, 12, (short) owner);
        value.set(SHORT, 14, (short) (drop ? 1 : 0));
        flows.update(key, value);
    }
}
