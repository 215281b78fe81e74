package org.netserv.dataplane.xdp.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.netserv.ffi.XdpRingMemory;

/**
 * Our side of a ring that the kernel produces. Thread: the worker, alone.
 *
 * <pre>
 *   kernel: (A) acquire consumer, write entries, (B) release producer
 *   us:     (C) acquire producer, read entries, (D) release consumer
 * </pre>
 *
 * <p>Entries are looked at after {@link #peek} and given back by {@link #release}, once a batch.
 */
abstract sealed class ConsumerRing permits ReceiveRing, CompletionRing {
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final VarHandle INDEX = INT.varHandle();

    final MemorySegment memory;
    final long entries;
    private final long producer;
    private final long consumer;
    private final int mask;
    /** Up to where we have released. */
    private int released;
    /** Where the kernel was when we last looked. */
    private int produced;

    ConsumerRing(XdpRingMemory ring) {
        memory = ring.memory();
        entries = ring.entries();
        producer = ring.producer();
        consumer = ring.consumer();
        mask = ring.capacity() - 1;
        released = (int) INDEX.getOpaque(memory, consumer);
        produced = released;
    }

    /** How many entries there are, up to a limit. They stay until {@link #release}. */
    final int peek(int limit) {
        int available = produced - released;
        if (available == 0) {
            // (C) pairs with (B): the entries up to the index are written.
            produced = (int) INDEX.getAcquire(memory, producer);
            available = produced - released;
        }
        return Math.min(available, limit);
    }

    /** Gives the kernel the first {@code count} of those that were peeked at. */
    final void release(int count) {
        released += count;
        // (D) pairs with (A): we have read what may be overwritten from here on.
        INDEX.setRelease(memory, consumer, released);
    }

    /** Whether there are entries that have not been released. <b>Thread.</b> Any. */
    final boolean isWaiting() {
        return (int) INDEX.getOpaque(memory, producer) != (int) INDEX.getOpaque(memory, consumer);
    }

    /** The slot of entry {@code i}, from 0, of those that were peeked at. */
    final int slot(int i) {
        return released + i & mask;
    }
}
