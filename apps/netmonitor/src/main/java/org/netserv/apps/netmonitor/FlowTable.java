package org.netserv.apps.netmonitor;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Packets and bytes by (source, destination, TTL): open addressing, linear probing, no removal.
 *
 * <pre>
 * one slot, 64 bytes
 * | source high | source low | destination high | destination low | ttl + 1 | packets | bytes | unused |
 *                                                 0 while it is empty ^
 * </pre>
 *
 * <p><b>Thread.</b> One packet thread writes, any other reads:
 * <pre>
 *   writer: key, (A) release ttl + 1           reader: (B) acquire ttl + 1, key
 *   writer: bytes, (C) release packets         reader: (D) acquire packets, bytes
 * </pre>
 * (B) pairs with (A): a slot that is seen has its whole key, which never changes again. (D) pairs with (C): the bytes
 * read are those of at least the packets read. The writer alone adds, so it needs no atomic addition.
 */
final class FlowTable {

    private static final int SOURCE_HIGH = 0;
    private static final int SOURCE_LOW = 1;
    private static final int DESTINATION_HIGH = 2;
    private static final int DESTINATION_LOW = 3;
    private static final int TTL_PLUS_1 = 4;
    private static final int PACKETS = 5;
    private static final int BYTES = 6;
    private static final int SLOT_SHIFT = 3;
    /** At most half of the slots are taken: longer runs occur only if somebody can guess {@link #seed}. */
    private static final int MAX_PROBES = 256;

    private static final int TOTAL_PACKETS = 0;
    private static final int TOTAL_FULL = 1;
    private static final int TOTAL_FLOWS = 2;

    private final AtomicLongArray slots;
    /** In an array of their own, with a cache line free on either side of it. */
    private final AtomicLongArray totals = new AtomicLongArray(24);
    private final int mask;
    private final int maxFlows;
    private final long seed;

    /** @param maxFlows at least 1; memory is 128 to 256 bytes for each */
    FlowTable(int maxFlows, long seed) {
        int slotCount = Integer.highestOneBit(maxFlows * 2 - 1) * 2;
        this.slots = new AtomicLongArray(slotCount << SLOT_SHIFT);
        this.mask = slotCount - 1;
        this.maxFlows = maxFlows;
        this.seed = seed;
    }

    /** Counts one packet; one that finds no room for its flow is counted in {@link #full}. Writer only. */
    void count(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int ttl, int length) {
        increment(TOTAL_PACKETS);
        int slot = find(sourceHigh, sourceLow, destinationHigh, destinationLow, ttl);
        if (slot < 0) {
            slot = ~slot;
            long flows = totals.getPlain(total(TOTAL_FLOWS));
            if (flows == maxFlows || slot > mask) {
                increment(TOTAL_FULL);
                return;
            }
            insert(slot << SLOT_SHIFT, sourceHigh, sourceLow, destinationHigh, destinationLow, ttl);
            increment(TOTAL_FLOWS);
        }
        int at = slot << SLOT_SHIFT;
        slots.setOpaque(at + BYTES, slots.getPlain(at + BYTES) + length);
        slots.setRelease(at + PACKETS, slots.getPlain(at + PACKETS) + 1);
    }

    private void insert(int at, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int ttl) {
        slots.setPlain(at + SOURCE_HIGH, sourceHigh);
        slots.setPlain(at + SOURCE_LOW, sourceLow);
        slots.setPlain(at + DESTINATION_HIGH, destinationHigh);
        slots.setPlain(at + DESTINATION_LOW, destinationLow);
        slots.setRelease(at + TTL_PLUS_1, ttl + 1L);
    }

    /** The slot of a flow; if it has none, the complement of the one that it would get, or of {@code mask + 1}. */
    int find(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int ttl) {
        int slot = hash(sourceHigh, sourceLow, destinationHigh, destinationLow, ttl) & mask;
        for (int i = 0; i < MAX_PROBES; i++) {
            int at = slot << SLOT_SHIFT;
            long found = slots.getAcquire(at + TTL_PLUS_1);
            if (found == 0) {
                return ~slot;
            }
            if (found == ttl + 1L && slots.getPlain(at + SOURCE_LOW) == sourceLow
                    && slots.getPlain(at + DESTINATION_LOW) == destinationLow
                    && slots.getPlain(at + SOURCE_HIGH) == sourceHigh
                    && slots.getPlain(at + DESTINATION_HIGH) == destinationHigh) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return ~(mask + 1);
    }

    private int hash(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int ttl) {
        long hash = mix(seed ^ sourceLow);
        hash = mix(hash ^ destinationLow);
        if ((sourceHigh | destinationHigh) != 0) {
            hash = mix(hash ^ sourceHigh);
            hash = mix(hash ^ destinationHigh);
        }
        hash = mix(hash ^ ttl);
        return (int) hash;
    }

    /** The finalizer of MurmurHash3 but for its first step: each bit in changes every bit out. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 32)) * 0xff51_afd7_ed55_8ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
        return z ^ (z >>> 33);
    }

    private static int total(int index) {
        return 8 + index;
    }

    private void increment(int index) {
        int at = total(index);
        totals.setOpaque(at, totals.getPlain(at) + 1);
    }

    /** Number of slots, taken or not. */
    int slots() {
        return mask + 1;
    }

    /** Packets counted, with and without a flow. */
    long packets() {
        return totals.getOpaque(total(TOTAL_PACKETS));
    }

    /** Packets that found no room for their flow. */
    long full() {
        return totals.getOpaque(total(TOTAL_FULL));
    }

    /** Number of flows. */
    long flows() {
        return totals.getOpaque(total(TOTAL_FLOWS));
    }

    /** Whether a slot holds a flow: ask before reading it. */
    boolean isTaken(int slot) {
        return slots.getAcquire((slot << SLOT_SHIFT) + TTL_PLUS_1) != 0;
    }

    /** Where another table has the flow of a slot of this one; negative if it has not. */
    int slotIn(FlowTable other, int slot) {
        return other.find(sourceHigh(slot), sourceLow(slot), destinationHigh(slot), destinationLow(slot), ttl(slot));
    }

    long sourceHigh(int slot) {
        return slots.getPlain((slot << SLOT_SHIFT) + SOURCE_HIGH);
    }

    long sourceLow(int slot) {
        return slots.getPlain((slot << SLOT_SHIFT) + SOURCE_LOW);
    }

    long destinationHigh(int slot) {
        return slots.getPlain((slot << SLOT_SHIFT) + DESTINATION_HIGH);
    }

    long destinationLow(int slot) {
        return slots.getPlain((slot << SLOT_SHIFT) + DESTINATION_LOW);
    }

    int ttl(int slot) {
        return (int) slots.getPlain((slot << SLOT_SHIFT) + TTL_PLUS_1) - 1;
    }

    /** Packets of the flow in a slot. */
    long packets(int slot) {
        return slots.getAcquire((slot << SLOT_SHIFT) + PACKETS);
    }

    /** Bytes of the flow in a slot, IP headers included; read after {@link #packets(int)}. */
    long bytes(int slot) {
        return slots.getOpaque((slot << SLOT_SHIFT) + BYTES);
    }
}
