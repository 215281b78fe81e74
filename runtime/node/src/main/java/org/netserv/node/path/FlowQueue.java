package org.netserv.node.path;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.netserv.node.packet.FlowAsks;
import org.netserv.node.packet.PacketBatch;

/**
 * Flows that modules have decided on, on their way from one packet thread to the thread of the plane that hands them to the
 * kernel.
 *
 * <pre>
 *   packet thread: (A) acquire head, write entry, (B) set tail
 *   plane:         (C) get tail, read entry, (D) release head
 * </pre>
 *
 * <p>(C) pairs with (B): no entry is read before it is written. (A) pairs with (D): none is overwritten before it is read. (B) and
 * (C) are volatile, as is what {@link #wakes} writes: either whoever is about to sleep sees the entry, or the packet thread sees that there is
 * somebody to be woken, and does so once for each time of sleep.
 *
 * <p><b>Thread.</b> {@link #offer}: the packet thread. The rest: one of the plane's.
 */
public final class FlowQueue {
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;
    private static final int CAPACITY = 1024;
    private static final int MASK = CAPACITY - 1;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(FlowQueue.class, "head", int.class);
            TAIL = lookup.findVarHandle(FlowQueue.class, "tail", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable ModuleFlows[] owners = new @Nullable ModuleFlows[CAPACITY];
    private final int[] generations = new int[CAPACITY];
    private final long[] sourceHigh = new long[CAPACITY];
    private final long[] sourceLow = new long[CAPACITY];
    private final long[] destinationHigh = new long[CAPACITY];
    private final long[] destinationLow = new long[CAPACITY];
    private final int[] protocols = new int[CAPACITY];
    private final int[] ports = new int[CAPACITY];
    private final int[] idleSeconds = new int[CAPACITY];
    private final boolean[] drops = new boolean[CAPACITY];
    private int head;
    private int tail;
    private volatile @Nullable Thread sleeper;

    /** One for a packet thread. */
    public FlowQueue() {}

    /** Takes the flow of packet {@code i}, as its headers were when it came; false if there is no room. */
    boolean offer(ModuleFlows owner, PacketBatch batch, int i, boolean drop, FlowAsks asks) {
        int at = tail & MASK;
        // (A) pairs with (D).
        if (tail - (int) HEAD.getAcquire(this) >= CAPACITY) {
            return false;
        }
        owners[at] = owner;
        generations[at] = owner.generation();
        sourceHigh[at] = batch.sourceHigh(i);
        sourceLow[at] = batch.sourceLow(i);
        destinationHigh[at] = batch.destinationHigh(i);
        destinationLow[at] = batch.destinationLow(i);
        protocols[at] = batch.protocol(i);
        ports[at] = asks.sourcePort(i) << 16 | batch.destinationPort(i);
        idleSeconds[at] = asks.idleSeconds(i);
        drops[at] = drop;
        // (B) pairs with (C).
        TAIL.setVolatile(this, tail + 1);
        Thread waiting = sleeper;
        if (waiting != null) {
            sleeper = null;
            LockSupport.unpark(waiting);
        }
        return true;
    }

    /** The next flow wakes this thread; none, if that is null. */
    public void wakes(@Nullable Thread thread) {
        sleeper = thread;
    }

    /** Whose the first flow is; null if there is none. The rest is of that one, until {@link #release}. */
    public @Nullable ModuleFlows peek() {
        // (C) pairs with (B).
        return (int) TAIL.getVolatile(this) == head ? null : owners[head & MASK];
    }

    /** What {@link ModuleFlows#isCurrent} is to be asked. */
    public int generation() {
        return generations[head & MASK];
    }

    /** Upper half of the source address; 0 for IPv4. */
    public long sourceHigh() {
        return sourceHigh[head & MASK];
    }

    /** Lower half of the source address; IPv4 as IPv4-mapped. */
    public long sourceLow() {
        return sourceLow[head & MASK];
    }

    /** Upper half of the destination address; 0 for IPv4. */
    public long destinationHigh() {
        return destinationHigh[head & MASK];
    }

    /** Lower half of the destination address; IPv4 as IPv4-mapped. */
    public long destinationLow() {
        return destinationLow[head & MASK];
    }

    /** Transport protocol. */
    public int protocol() {
        return protocols[head & MASK];
    }

    /** Source port; 0 unless UDP or TCP. */
    public int sourcePort() {
        return ports[head & MASK] >>> 16;
    }

    /** Destination port; 0 unless UDP or TCP. */
    public int destinationPort() {
        return ports[head & MASK] & 0xffff;
    }

    /** Time without packets after which the flow ends. */
    public int idleSeconds() {
        return idleSeconds[head & MASK];
    }

    /** Whether its packets are to be dropped, rather than go on. */
    public boolean drop() {
        return drops[head & MASK];
    }

    /** Forgets the first flow. */
    public void release() {
        owners[head & MASK] = null; // a removed module's classes must not stay reachable from here
        // (D) pairs with (A).
        HEAD.setRelease(this, head + 1);
    }
}
