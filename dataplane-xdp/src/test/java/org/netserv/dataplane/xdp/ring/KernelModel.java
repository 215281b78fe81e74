package org.netserv.dataplane.xdp.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.netserv.ffi.XdpRingMemory;

/**
 * The kernel's side of a ring, in memory as the kernel lays it out: indices and flags in cache lines of their own.
 *
 * <p>Written after net/xdp/xsk_queue.h, without a look at ours: as producer or as consumer, a ring each.
 */
final class KernelModel {
    private static final VarHandle INDEX = ValueLayout.JAVA_INT.varHandle();
    private static final long PRODUCER = 0;
    private static final long CONSUMER = 64;
    private static final long FLAGS = 128;
    private static final long ENTRIES = 192;

    private final MemorySegment memory;
    private final int capacity;
    private final int entryBytes;
    /** Ours: where we produce, or consume, next. */
    private int next;

    /** A ring whose indices both begin there. */
    KernelModel(Arena arena, int capacity, int entryBytes, int firstIndex) {
        this.capacity = capacity;
        this.entryBytes = entryBytes;
        memory = arena.allocate(ENTRIES + (long) capacity * entryBytes, 64);
        memory.set(ValueLayout.JAVA_INT, PRODUCER, firstIndex);
        memory.set(ValueLayout.JAVA_INT, CONSUMER, firstIndex);
        next = firstIndex;
    }

    XdpRingMemory ring() {
        return new XdpRingMemory(memory, PRODUCER, CONSUMER, FLAGS, ENTRIES, capacity);
    }

    void wantsWakeup(boolean wanted) {
        memory.set(ValueLayout.JAVA_INT, FLAGS, wanted ? XdpRingMemory.NEED_WAKEUP : 0);
    }

    /** As consumer: how many entries there are. */
    int available() {
        return (int) INDEX.getAcquire(memory, PRODUCER) - next;
    }

    /** As consumer: gives back so many. */
    void consume(int count) {
        next += count;
        INDEX.setRelease(memory, CONSUMER, next);
    }

    /** As producer: how many entries have room. */
    int room() {
        return capacity - (next - (int) INDEX.getAcquire(memory, CONSUMER));
    }

    /** As producer: shows so many. */
    void produce(int count) {
        next += count;
        INDEX.setRelease(memory, PRODUCER, next);
    }

    /** A long of entry {@code i} from the next on. */
    long longOf(int i) {
        return memory.get(ValueLayout.JAVA_LONG, at(i));
    }

    /** The second long of it. */
    long secondOf(int i) {
        return memory.get(ValueLayout.JAVA_LONG, at(i) + Long.BYTES);
    }

    void write(int i, long first) {
        memory.set(ValueLayout.JAVA_LONG, at(i), first);
    }

    void write(int i, long first, long second) {
        memory.set(ValueLayout.JAVA_LONG, at(i), first);
        memory.set(ValueLayout.JAVA_LONG, at(i) + Long.BYTES, second);
    }

    private long at(int i) {
        return ENTRIES + (long) (next + i & capacity - 1) * entryBytes;
    }
}
