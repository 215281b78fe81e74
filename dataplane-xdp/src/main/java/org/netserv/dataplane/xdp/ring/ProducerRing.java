package org.netserv.dataplane.xdp.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.netserv.ffi.XdpRingMemory;

/**
 * Our side of a ring that the kernel consumes. Thread: the worker, alone.
 *
 * <pre>
 *   us:     (A) acquire consumer, write entries, (B) release producer
 *   kernel: (C) acquire producer, read entries, (D) release consumer
 * </pre>
 *
 * <p>Entries are claimed one by one and given to the kernel by {@link #commit}, once a batch.
 */
abstract sealed class ProducerRing permits FillRing, TransmitRing {
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final VarHandle INDEX = INT.varHandle();

    static final int FULL = -1;

    final MemorySegment memory;
    final long entries;
    private final long producer;
    private final long consumer;
    private final long flags;
    private final int capacity;
    /** Up to where we have written; the kernel sees it up to {@link #committed}. */
    private int written;
    private int committed;
    /** Where the kernel was when we last looked. */
    private int consumed;

    ProducerRing(XdpRingMemory ring) {
        memory = ring.memory();
        entries = ring.entries();
        producer = ring.producer();
        consumer = ring.consumer();
        flags = ring.flags();
        capacity = ring.capacity();
        written = (int) INDEX.getOpaque(memory, producer);
        committed = written;
        consumed = written - capacity; // whatever the kernel says at the first look
    }

    /** The slot of the next entry, or {@link #FULL}. */
    final int claim() {
        if (written - consumed == capacity) {
            // (A) pairs with (D): what is overwritten from here on has been read.
            consumed = (int) INDEX.getAcquire(memory, consumer);
            if (written - consumed == capacity) {
                return FULL;
            }
        }
        return written++ & (capacity - 1);
    }

    /** Gives the kernel what has been claimed since the last time. */
    public final void commit() {
        if (committed != written) {
            // (B) pairs with (C): whoever sees the index sees the entries.
            INDEX.setRelease(memory, producer, written);
            committed = written;
        }
    }

    /** How many entries the kernel has not consumed yet, also those that it has not been given. */
    public final int pending() {
        consumed = (int) INDEX.getAcquire(memory, consumer);
        return written - consumed;
    }

    /** Whether the kernel wants a call before it looks at the ring. */
    public final boolean needsWakeup() {
        return ((int) INDEX.getOpaque(memory, flags) & XdpRingMemory.NEED_WAKEUP) != 0;
    }
}
