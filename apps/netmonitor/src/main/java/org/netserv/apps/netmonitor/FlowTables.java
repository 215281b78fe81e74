package org.netserv.apps.netmonitor;

/**
 * A {@link FlowTable} for each worker, so that each table has one writer and needs no lock.
 *
 * <p><b>Thread.</b> {@link #of} on packet threads, the rest on any other.
 */
final class FlowTables {

    private final FlowTable[] tables;

    /**
     * @param workers number of packet threads
     * @param maxFlows how many flows a table holds
     */
    FlowTables(int workers, int maxFlows, long seed) {
        tables = new FlowTable[workers];
        for (int worker = 0; worker < workers; worker++) {
            tables[worker] = new FlowTable(maxFlows, seed);
        }
    }

    /** The table that a worker alone writes to. */
    FlowTable of(int worker) {
        return tables[worker];
    }

    /** Number of tables. */
    int size() {
        return tables.length;
    }

    /** Number of flows, each counted once. */
    long flowCount() {
        long[] count = new long[1];
        forEach((place, table, slot, packets, bytes) -> count[0]++);
        return count[0];
    }

    /** What all tables have counted so far. */
    Totals totals() {
        long packets = 0;
        long full = 0;
        for (FlowTable table : tables) {
            packets += table.packets();
            full += table.full();
        }
        return new Totals(packets, full);
    }

    /** Shows each flow once, with the sums of all tables that it is in. */
    void forEach(Visitor visitor) {
        for (int place = 0; place < tables.length; place++) {
            FlowTable table = tables[place];
            for (int slot = table.next(0); slot < table.slots(); slot = table.next(slot + 1)) {
                if (!isInOneBefore(place, table, slot)) {
                    visit(place, table, slot, visitor);
                }
            }
        }
    }

    private boolean isInOneBefore(int place, FlowTable table, int slot) {
        for (int i = 0; i < place; i++) {
            if (table.slotIn(tables[i], slot) >= 0) {
                return true;
            }
        }
        return false;
    }

    private void visit(int place, FlowTable table, int slot, Visitor visitor) {
        long packets = table.packets(slot);
        long bytes = table.bytes(slot);
        for (int i = place + 1; i < tables.length; i++) {
            FlowTable other = tables[i];
            int otherSlot = table.slotIn(other, slot);
            if (otherSlot >= 0) {
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
