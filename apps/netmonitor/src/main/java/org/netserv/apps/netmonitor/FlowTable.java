package org.netserv.apps.netmonitor;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Packets and bytes by (source, destination, TTL): open addressing, linear probing, no removal. The slots are in pages of
 * 16 kB, made when the first flow comes to them: a module that sees few flows keeps little, and none waits for a larger
 * table. A flow's hash names its page, and probing stays there.
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
 *   writer: zeros, (E) release page            reader: (F) acquire page, slots
 * </pre>
 * (B) pairs with (A): a slot that is seen has its whole key, which never changes again. (D) pairs with (C): the bytes
 * read are those of at least the packets read. (F) pairs with (E). The writer alone adds, so it needs no atomic addition.
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
    /** A page has room for twice the flows that come to it on average: it is full only if somebody can guess {@link #seed}. */
    private static final int PAGE_SHIFT = 8;

    private static final int PAGE_SLOTS = 1 << PAGE_SHIFT;
    /** No complement of a place in a page. */
    private static final int NO_ROOM = Integer.MIN_VALUE;

    private static final int TOTAL_PACKETS = 0;
    private static final int TOTAL_FULL = 1;
    private static final int TOTAL_FLOWS = 2;

    private final AtomicReferenceArray<@Nullable AtomicLongArray> pages;
    /** In an array of their own, with a cache line free on either side of it. */
    private final AtomicLongArray totals = new AtomicLongArray(24);
    private final int maxFlows;
    private final long seed;

    /** @param maxFlows at least 1; memory is 128 to 256 bytes for each when there are as many */
    FlowTable(int maxFlows, long seed) {
        int slotCount = Integer.highestOneBit(maxFlows * 2 - 1) * 2;
        this.pages = new AtomicReferenceArray<>(Math.max(1, slotCount >> PAGE_SHIFT));
        this.maxFlows = maxFlows;
        this.seed = seed;
    }

    /** Counts one packet; one that finds no room for its flow is counted in {@link #full}. Writer only. */
    void count(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int ttl, int length) {
        increment(TOTAL_PACKETS);
        int hash = hash(sourceHigh, sourceLow, destinationHigh, destinationLow, ttl);
        AtomicLongArray page = pages.getAcquire(pageOf(hash));
        if (page == null) {
            if (flows() == maxFlows) {
                increment(TOTAL_FULL);
                return;
            }
            page = new AtomicLongArray(PAGE_SLOTS << SLOT_SHIFT);
            pages.setRelease(pageOf(hash), page);
        }
        int at = find(page, hash, sourceHigh, sourceLow, destinationHigh, destinationLow, ttl);
        if (at < 0) {
            if (at == NO_ROOM || flows() == maxFlows) {
                increment(TOTAL_FULL);
                return;
            }
            at = ~at;
            insert(page, at, sourceHigh, sourceLow, destinationHigh, destinationLow, ttl);
            increment(TOTAL_FLOWS);
        }
        page.setOpaque(at + BYTES, page.getPlain(at + BYTES) + length);
        page.setRelease(at + PACKETS, page.getPlain(at + PACKETS) + 1);
    }

    private static void insert(AtomicLongArray page, int at, long sourceHigh, long sourceLow, long destinationHigh,
            long destinationLow, int ttl) {
        page.setPlain(at + SOURCE_HIGH, sourceHigh);
        page.setPlain(at + SOURCE_LOW, sourceLow);
        page.setPlain(at + DESTINATION_HIGH, destinationHigh);
        page.setPlain(at + DESTINATION_LOW, destinationLow);
        page.setRelease(at + TTL_PLUS_1, ttl + 1L);
    }

    /** Where a flow is in its page; if it is not there, the complement of where it would be, or {@link #NO_ROOM}. */
    private static int find(AtomicLongArray page, int hash, long sourceHigh, long sourceLow, long destinationHigh,
            long destinationLow, int ttl) {
        for (int i = 0; i < PAGE_SLOTS; i++) {
            int at = ((hash + i) & (PAGE_SLOTS - 1)) << SLOT_SHIFT;
            long found = page.getAcquire(at + TTL_PLUS_1);
            if (found == 0) {
                return ~at;
            }
            if (found == ttl + 1L && page.getPlain(at + SOURCE_LOW) == sourceLow
                    && page.getPlain(at + DESTINATION_LOW) == destinationLow
                    && page.getPlain(at + SOURCE_HIGH) == sourceHigh
                    && page.getPlain(at + DESTINATION_HIGH) == destinationHigh) {
                return at;
            }
        }
        return NO_ROOM;
    }

    private int pageOf(int hash) {
        return (hash >>> PAGE_SHIFT) & (pages.length() - 1);
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
        return pages.length() << PAGE_SHIFT;
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

    /** The first slot from a given one on that holds a flow; {@link #slots} if none does. */
    int next(int from) {
        int slot = from;
        while (slot < slots()) {
            AtomicLongArray page = pages.getAcquire(slot >> PAGE_SHIFT);
            if (page == null) {
                slot = ((slot >> PAGE_SHIFT) + 1) << PAGE_SHIFT;
            } else if (page.getAcquire(at(slot) + TTL_PLUS_1) != 0) {
                return slot;
            } else {
                slot++;
            }
        }
        return slot;
    }

    /** Where another table has the flow of a slot of this one; negative if it has not. */
    int slotIn(FlowTable other, int slot) {
        return other.slotOf(sourceHigh(slot), sourceLow(slot), destinationHigh(slot), destinationLow(slot), ttl(slot));
    }

    private int slotOf(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int ttl) {
        int hash = hash(sourceHigh, sourceLow, destinationHigh, destinationLow, ttl);
        AtomicLongArray page = pages.getAcquire(pageOf(hash));
        if (page == null) {
            return NO_ROOM;
        }
        int at = find(page, hash, sourceHigh, sourceLow, destinationHigh, destinationLow, ttl);
        return at < 0 ? at : (pageOf(hash) << PAGE_SHIFT) + (at >> SLOT_SHIFT);
    }

    long sourceHigh(int slot) {
        return page(slot).getPlain(at(slot) + SOURCE_HIGH);
    }

    long sourceLow(int slot) {
        return page(slot).getPlain(at(slot) + SOURCE_LOW);
    }

    long destinationHigh(int slot) {
        return page(slot).getPlain(at(slot) + DESTINATION_HIGH);
    }

    long destinationLow(int slot) {
        return page(slot).getPlain(at(slot) + DESTINATION_LOW);
    }

    int ttl(int slot) {
        return (int) page(slot).getPlain(at(slot) + TTL_PLUS_1) - 1;
    }

    /** Packets of the flow in a slot. */
    long packets(int slot) {
        return page(slot).getAcquire(at(slot) + PACKETS);
    }

    /** Bytes of the flow in a slot, IP headers included; read after {@link #packets(int)}. */
    long bytes(int slot) {
        return page(slot).getOpaque(at(slot) + BYTES);
    }

    /** Of a slot that holds a flow: {@link #next} has told. */
    private AtomicLongArray page(int slot) {
        return Objects.requireNonNull(pages.getAcquire(slot >> PAGE_SHIFT));
    }

    private static int at(int slot) {
        return (slot & (PAGE_SLOTS - 1)) << SLOT_SHIFT;
    }
}
