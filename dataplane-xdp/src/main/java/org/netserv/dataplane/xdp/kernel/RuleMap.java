package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;
import org.netserv.ffi.BpfMap;
import org.netserv.node.path.PacketFilter;

/**
 * The rules of all tables, in one hash map.
 *
 * <pre>
 *   key     0 table   4 port, network order, 0 if the rule is of a protocol   6 protocol
 *   value   0 want
 * </pre>
 *
 * <p><b>Source.</b> {@code struct rule} in layout.h. <b>Thread.</b> One at a time.
 */
final class RuleMap {
    private static final int KEY_BYTES = 8;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfShort BIG_SHORT = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private final BpfMap map;

    RuleMap(BpfMap map) {
        this.map = map;
    }

    /** How many rules there is room for. */
    int capacity() {
        return map.entries();
    }

    /** Adds the rules of tables that are numbered from {@code firstTable} on; if that fails, none of them stays. */
    void add(FilterTables tables, int firstTable) {
        try (Arena arena = Arena.ofConfined()) {
            int count = tables.rules();
            MemorySegment keys = arena.allocate(Math.max(1, count) * (long) KEY_BYTES, INT.byteAlignment());
            MemorySegment values = arena.allocate(Math.max(1, count) * (long) Integer.BYTES, INT.byteAlignment());
            int i = 0;
            for (int table = 0; table < tables.tables().size(); table++) {
                for (Map.Entry<FilterTables.Rule, Want> rule : tables.tables().get(table).rules().entrySet()) {
                    write(keys, (long) i * KEY_BYTES, firstTable + table, rule.getKey());
                    values.setAtIndex(INT, i, rule.getValue().code());
                    i++;
                }
            }
            map.updateAll(keys, values, count);
        } catch (RuntimeException e) {
            remove(tables, firstTable);
            throw e;
        }
    }

    /** Removes what {@link #add} has added. */
    void remove(FilterTables tables, int firstTable) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(KEY_BYTES, INT.byteAlignment());
            for (int table = 0; table < tables.tables().size(); table++) {
                for (FilterTables.Rule rule : tables.tables().get(table).rules().keySet()) {
                    write(key, 0, firstTable + table, rule);
                    map.delete(key);
                }
            }
        }
    }

    private static void write(MemorySegment memory, long offset, int table, FilterTables.Rule rule) {
        memory.set(INT, offset, table);
        memory.set(BIG_SHORT, offset + 4, rule.port() == PacketFilter.ANY ? 0 : (short) rule.port());
        memory.set(ValueLayout.JAVA_BYTE, offset + 6, (byte) rule.protocol());
        memory.set(ValueLayout.JAVA_BYTE, offset + 7, (byte) 0);
    }
}
