package org.netserv.ffi;

import java.lang.foreign.MemorySegment;

/**
 * Where one ring of an AF_XDP socket lies.
 *
 * @param memory the mapped ring
 * @param producer offset of the producer's index, an int
 * @param consumer offset of the consumer's index, an int
 * @param flags offset of the flags, an int
 * @param entries offset of the first entry
 * @param capacity number of entries, a power of two
 */
public record XdpRingMemory(MemorySegment memory, long producer, long consumer, long flags, long entries,
        int capacity) {
    /** Flag of the fill and the transmit ring: the kernel does not look at it unless it is woken. */
    public static final int NEED_WAKEUP = 1;

    /** Checks that the ring lies within its memory. */
    public XdpRingMemory {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two: capacity=" + capacity);
        }
        if (Math.max(Math.max(producer, consumer), Math.max(flags, entries)) >= memory.byteSize()) {
            throw new IllegalArgumentException("producer=" + producer + " consumer=" + consumer + " flags=" + flags
                    + " entries=" + entries + " bytes=" + memory.byteSize());
        }
    }
}
