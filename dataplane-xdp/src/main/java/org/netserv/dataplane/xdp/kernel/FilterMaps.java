package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.dataplane.xdp.kernel.FilterTables.RuleTable;
import org.netserv.ffi.BpfInnerMap;
import org.netserv.ffi.BpfMap;
import org.netserv.ffi.BpfObject;
import org.netserv.node.net.Prefix;

/**
 * The filters in the kernel. A change is one store per address family: each packet meets all of the old ones or all of the
 * new ones.
 *
 * <p>A trie of prefixes is never changed; a new one takes its place in a map of maps. It leads to tables of rules with numbers
 * that were not used before, so that both generations' rules are in one map at the same time. The kernel returns from the
 * exchange when no packet uses the old trie any more; then the old rules go.
 *
 * <p><b>Thread.</b> One at a time.
 */
public final class FilterMaps {
    private static final int TRIE_KEY4_BYTES = 8;
    private static final int TRIE_KEY6_BYTES = 20;
    private static final int DESTINATION_BYTES = 20;
    private static final int RULES_BY_UDP_PORT = 1;
    private static final int RULES_BY_TCP_PORT = 2;
    private static final int RULES_BY_PROTOCOL = 4;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfInt BIG_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BIG_LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final BpfMap prefixes4;
    private final BpfMap prefixes6;
    private final RuleMap rules;
    private FilterTables current = FilterTables.of(List.of());
    private int firstTable;

    FilterMaps(BpfObject object) {
        prefixes4 = object.map("prefixes4");
        prefixes6 = object.map("prefixes6");
        rules = new RuleMap(object.map("rules"));
    }

    /**
     * Puts filters in the place of those before.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} when there are more than the kernel has room for, NativeException
     * when it has no memory; then the old ones hold.
     */
    public void replace(List<KernelFilter> filters) {
        FilterTables next = FilterTables.of(filters);
        if (next.equals(current)) {
            // A module's next version mostly has its filters, and the kernel takes its time to exchange tries.
            return;
        }
        if (next.rules() + current.rules() > rules.capacity()) {
            throw new IllegalArgumentException(
                    "filters need " + next.rules() + " rules in the kernel, and those before "
                            + current.rules() + ", which has room for " + rules.capacity());
        }
        int nextTable = firstTable + current.tables().size();
        rules.add(next, nextTable);
        try (Trie four = trie(next, nextTable, true); Trie six = trie(next, nextTable, false)) {
            four.exchange(prefixes4);
            six.exchange(prefixes6);
        } catch (RuntimeException e) {
            rules.remove(next, nextTable);
            throw e;
        }
        rules.remove(current, firstTable);
        current = next;
        firstTable = nextTable;
    }

    /** How many prefixes lead to rules. */
    public int prefixes() {
        return current.destinations().size();
    }

    private static Trie trie(FilterTables tables, int firstTable, boolean wantIpv4) {
        List<Map.Entry<Prefix, Integer>> entries = tables.destinations().entrySet().stream()
                .filter(entry -> entry.getKey().isIpv4() == wantIpv4).toList();
        if (entries.isEmpty()) {
            return new Trie(null);
        }
        int keyBytes = wantIpv4 ? TRIE_KEY4_BYTES : TRIE_KEY6_BYTES;
        BpfInnerMap trie = BpfInnerMap.lpmTrie("netserv_prefixes", keyBytes, DESTINATION_BYTES, entries.size());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment keys = arena.allocate((long) entries.size() * keyBytes);
            MemorySegment values = arena.allocate((long) entries.size() * DESTINATION_BYTES);
            for (int i = 0; i < entries.size(); i++) {
                writePrefix(keys, (long) i * keyBytes, entries.get(i).getKey());
                int table = entries.get(i).getValue();
                writeDestination(values, (long) i * DESTINATION_BYTES, firstTable + table, tables.tables().get(table));
            }
            trie.map().updateAll(keys, values, entries.size());
            return new Trie(trie);
        } catch (RuntimeException e) {
            trie.close();
            throw e;
        }
    }

    private static void writePrefix(MemorySegment memory, long offset, Prefix prefix) {
        memory.set(INT, offset, prefix.familyLength());
        if (prefix.isIpv4()) {
            memory.set(BIG_INT, offset + 4, (int) prefix.low());
        } else {
            memory.set(BIG_LONG, offset + 4, prefix.high());
            memory.set(BIG_LONG, offset + 12, prefix.low());
        }
    }

    private static void writeDestination(MemorySegment memory, long offset, int number, RuleTable table) {
        memory.set(INT, offset, number);
        memory.set(INT, offset + 4, (table.hasRulesOf(RuleTable.UDP) ? RULES_BY_UDP_PORT : 0)
                | (table.hasRulesOf(RuleTable.TCP) ? RULES_BY_TCP_PORT : 0)
                | (table.hasRulesOfOthers() ? RULES_BY_PROTOCOL : 0));
        memory.set(INT, offset + 8, table.udp().code());
        memory.set(INT, offset + 12, table.tcp().code());
        memory.set(INT, offset + 16, table.other().code());
    }

    /** A trie that is not in use yet, or none where there is no prefix. */
    private record Trie(@Nullable BpfInnerMap map) implements AutoCloseable {

        void exchange(BpfMap outer) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment zero = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
                if (map == null) {
                    outer.delete(zero);
                } else {
                    outer.update(zero, arena.allocateFrom(ValueLayout.JAVA_INT, map.map().fd()));
                }
            }
        }

        @Override
        public void close() {
            if (map != null) {
                map.close();
            }
        }
    }
}
