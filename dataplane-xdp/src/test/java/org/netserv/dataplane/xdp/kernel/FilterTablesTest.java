package org.netserv.dataplane.xdp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netserv.dataplane.xdp.kernel.FilterTables.Rule;
import org.netserv.dataplane.xdp.kernel.FilterTables.RuleTable;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PacketFilter;

class FilterTablesTest {
    private static final int ANY = PacketFilter.ANY;

    private static KernelFilter filter(String prefix, int protocol, int port, Want want) {
        return new KernelFilter(new PacketFilter(Prefix.parse(prefix), protocol, port), want);
    }

    private static RuleTable table(FilterTables tables, String prefix) {
        return tables.tables().get(tables.destinations().getOrDefault(Prefix.parse(prefix), -1));
    }

    @Test
    void shouldBeEmptyWithoutFilters() {
        assertEquals(new FilterTables(Map.of(), List.of()), FilterTables.of(List.of()));
    }

    @Test
    void shouldTakeOverWhatWiderPrefixesSay() {
        FilterTables tables = FilterTables.of(List.of(filter("10.1.0.0/16", 17, 53, Want.QUARANTINE),
                filter("10.0.0.0/8", 17, ANY, Want.RING)));
        assertEquals(new RuleTable(Map.of(new Rule(17, 53), Want.QUARANTINE), Want.RING, Want.NOTHING, Want.NOTHING),
                table(tables, "10.1.0.0/16"));
        assertEquals(new RuleTable(Map.of(), Want.RING, Want.NOTHING, Want.NOTHING), table(tables, "10.0.0.0/8"));
    }

    @Test
    void shouldLetTheFirstFilterHoldHoweverWideItIs() {
        FilterTables tables = FilterTables.of(List.of(filter("10.0.0.0/8", ANY, ANY, Want.NOTHING),
                filter("10.1.0.0/16", 17, 53, Want.RING)));
        assertEquals(
                new RuleTable(Map.of(new Rule(17, 53), Want.NOTHING), Want.NOTHING, Want.NOTHING, Want.NOTHING),
                table(tables, "10.1.0.0/16"));
    }

    @Test
    void shouldShareATableAmongPrefixesWithTheSameRules() {
        List<KernelFilter> filters = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            filters.add(filter("10.0." + i + ".0/24", 6, 80, Want.RING));
        }
        FilterTables tables = FilterTables.of(filters);
        assertEquals(256, tables.destinations().size());
        assertEquals(1, tables.tables().size());
        assertEquals(1, tables.rules());
    }

    @Test
    void shouldKeepFamiliesApart() {
        FilterTables tables = FilterTables.of(List.of(filter("::/0", ANY, ANY, Want.RING),
                filter("10.0.0.0/8", 17, ANY, Want.QUARANTINE)));
        assertEquals(Want.NOTHING, table(tables, "10.0.0.0/8").other());
    }

    /** Against the definition: of the filters in their order the first that selects the packet. */
    @Test
    void shouldSayWhatTheFirstSelectingFilterSays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] protocols = {6, 17, 1};
        for (int round = 0; round < 500; round++) {
            List<KernelFilter> filters = new ArrayList<>();
            for (int n = random.nextInt(12); n > 0; n--) {
                int protocol = random.nextInt(3) == 0 ? ANY : protocols[random.nextInt(3)];
                int port = (protocol == 6 || protocol == 17) && random.nextBoolean() ? random.nextInt(2) : ANY;
                filters.add(
                        filter("10." + random.nextInt(2) + ".0.0/" + (random.nextBoolean() ? 16 : 32), protocol, port,
                                new Want(random.nextInt(3))));
            }
            FilterTables tables = FilterTables.of(filters);
            for (int packet = 0; packet < 50; packet++) {
                Prefix to = Prefix.parse("10." + random.nextInt(2) + ".0." + random.nextInt(2));
                int protocol = protocols[random.nextInt(3)];
                int port = protocol == 1 ? 0 : random.nextInt(2);
                Want expected = filters.stream().filter(filter -> selects(filter.filter(), to, protocol, port))
                        .map(KernelFilter::want).findFirst().orElse(Want.NOTHING);
                assertEquals(expected, lookUp(tables, to, protocol, port), "seed=" + seed + " " + filters);
            }
        }
    }

    private static boolean selects(PacketFilter filter, Prefix to, int protocol, int port) {
        return filter.destination().contains(to) && (filter.protocol() == ANY || filter.protocol() == protocol)
                && (filter.port() == ANY || filter.port() == port);
    }

    /** As the program does. */
    private static Want lookUp(FilterTables tables, Prefix to, int protocol, int port) {
        Prefix longest = tables.destinations().keySet().stream().filter(prefix -> prefix.contains(to))
                .max(Comparator.comparingInt(Prefix::length)).orElse(null);
        if (longest == null) {
            return Want.NOTHING;
        }
        RuleTable table = tables.tables().get(tables.destinations().getOrDefault(longest, -1));
        Want rule = table.rules().get(new Rule(protocol, protocol == 1 ? ANY : port));
        return rule != null ? rule : protocol == 17 ? table.udp() : protocol == 6 ? table.tcp() : table.other();
    }

    /** Whoever wants fewer gets them of those that whoever wants more gets. */
    @Test
    void shouldPutTheLargestOfSeveralSamplesFirst() {
        PacketFilter few = new PacketFilter(Prefix.parse("10.0.0.0/8"), 17, 1, 100);
        PacketFilter many = new PacketFilter(Prefix.parse("10.0.0.0/8"), PacketFilter.ANY, PacketFilter.ANY, 10);
        PacketFilter all = new PacketFilter(Prefix.parse("10.0.0.0/8"), 6, 1);
        List<KernelFilter> filters = KernelFilter.of(new Delivery(List.of(new Delivery.Rule(all, Delivery.Way.SHARED),
                new Delivery.Rule(few, Delivery.Way.SAMPLED_QUARANTINE), new Delivery.Rule(many, Delivery.Way.SAMPLED),
                new Delivery.Rule(all, Delivery.Way.PAST))));
        assertEquals(List.of(new KernelFilter(all, Want.RING), new KernelFilter(many, Want.sample(10)),
                new KernelFilter(few, Want.sample(100)), new KernelFilter(all, Want.NOTHING)), filters);
    }

    @Test
    void shouldRefuseSamplesOfNothing() {
        assertThrows(IllegalArgumentException.class, () -> Want.sample(0));
        assertThrows(IllegalArgumentException.class, () -> Want.sample(1 << 24));
        assertEquals(0x503, Want.sample(5).code());
    }
}
