package org.netserv.apps.netmonitor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FlowTable} for each packet thread, so that each table has one writer and needs no lock.
 *
 * <p>A thread claims a place with a compare-and-set of its id the first time it counts; ids are never used again, so the
 * place, and what was counted there, stays. The first tables are made at start; a thread beyond them makes its own, once.
 *
 * <p><b>Thread.</b> {@link #mine} on packet threads, the rest on any other.
 */
final class FlowTables {

    /** More than a node has packet threads in the life of a module. */
    static final int MAX_THREADS = 64;
    private static final int PREPARED = 2;

    private final AtomicLongArray owners = new AtomicLongArray(MAX_THREADS);
    private final AtomicReferenceArray<@Nullable FlowTable> tables = new AtomicReferenceArray<>(MAX_THREADS);
    private final AtomicLong withoutTable = new AtomicLong();
    private final int maxFlows;
    private final long seed;

    /** @param maxFlows how many flows a table holds */
    FlowTables(int maxFlows, long seed) {
        this.maxFlows = maxFlows;
        this.seed = seed;
        for (int i = 0; i < PREPARED; i++) {
            tables.setPlain(i, new FlowTable(maxFlows, seed));
        }
    }

    /** The table of the calling thread; null if too many threads have one already. */
    @Nullable
    FlowTable mine() {
        long thread = Thread.currentThread().threadId();
        for (int i = 0; i < MAX_THREADS; i++) {
            long owner = owners.getOpaque(i);
            if (owner == thread) {
                return tables.getPlain(i);
            }
            if (owner == 0) {
                return claim(i, thread);
            }
        }
        return null;
    }

    private @Nullable FlowTable claim(int from, long thread) {
        for (int i = from; i < MAX_THREADS; i++) {
            if (owners.compareAndSet(i, 0, thread)) {
                FlowTable table = tables.getPlain(i);
                if (table == null) {
                    table = new FlowTable(maxFlows, seed);
                    tables.setRelease(i, table);
                }
                return table;
            }
        }
        return null;
    }

    /** Counts a packet of a thread that has no table: as one that found no room. */
    void countWithoutTable() {
        withoutTable.getAndIncrement();
    }

    /** Number of flows, each counted once. */
    long flowCount() {
        long[] count = new long[1];
        forEach((place, table, slot, packets, bytes) -> count[0]++);
        return count[0];
    }

    /** What all tables have counted so far. */
    Totals totals() {
        long packets = withoutTable.get();
        long full = packets;
        for (int place = 0; place < MAX_THREADS; place++) {
            FlowTable table = tables.getAcquire(place);
            if (table != null) {
                packets += table.packets();
                full += table.full();
            }
        }
        return new Totals(packets, full);
    }

    /** Shows each flow once, with the sums of all tables that it is in. */
    void forEach(Visitor visitor) {
        for (int place = 0; place < MAX_THREADS; place++) {
            FlowTable table = tables.getAcquire(place);
            for (int slot = 0; table != null && slot < table.slots(); slot++) {
                if (table.isTaken(slot) && !isInOneBefore(place, table, slot)) {
                    visit(place, table, slot, visitor);
                }
            }
        }
    }

    private boolean isInOneBefore(int place, FlowTable table, int slot) {
        for (int i = 0; i < place; i++) {
            FlowTable other = tables.getAcquire(i);
            if (other != null && table.slotIn(other, slot) >= 0) {
                return true;
            }
        }
        return false;
    }

    private void visit(int place, FlowTable table, int slot, Visitor visitor) {
        long packets = table.packets(slot);
        long bytes = table.bytes(slot);
        for (int i = place + 1; i < MAX_THREADS; i++) {
            FlowTable other = tables.getAcquire(i);
            int otherSlot = other == null ? -1 : table.slotIn(other, slot);
            if (other != null && otherSlot >= 0) {
                packets += other.packets(otherSlot);
                bytes += other.bytes(otherSlot);
            }
        }
        // The writer has made the flow but not yet counted its first packet.
        if (packets > 0) {
            visitor.flow(place, table, slot, packets, bytes);
        }
    }

    /**
     * Sums over all tables.
     *
     * @param packets counted, with and without a flow
     * @param full packets that found no room for their flow
     */
    record Totals(long packets, long full) {}

    /** Sees the flows one by one. */
    interface Visitor {

        /**
         * One flow: the place and slot where its key is, always the same unless an earlier place gets it too, and its
         * sums.
         */
        void flow(int place, FlowTable table, int slot, long packets, long bytes);
    }
}
