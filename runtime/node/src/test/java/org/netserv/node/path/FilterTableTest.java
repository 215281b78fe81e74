package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.FilterTable.PrefixOwner;

class FilterTableTest {
    private static final long SEED = 0x5eed_0004L;
    private static final int ANY = PacketFilter.ANY;

    private final PacketPath path = new PacketPath(1, List.of(), NodeCounters.inMemory());

    private ModuleSlot slot(String user, int order, PacketFilter... filters) {
        return path.newSlot(new ModuleSlot.Settings("m", user, List.of(), List.of(filters), order, true),
                packet -> Verdict.ACCEPT);
    }

    private static List<ModuleSlot> found(FilterTable table, IpAddress to, int protocol, int port) {
        Chain chain = table.classify(to.isIpv4() ? 4 : 6, to.high(), to.low(), protocol, port);
        List<ModuleSlot> modules = new ArrayList<>();
        for (int i = 0; chain != null && i < chain.size(); i++) {
            modules.add(chain.module(i));
        }
        return modules;
    }

    /** Straight from the definition: the owner of the longest prefix, and all of its modules that want the packet. */
    private static List<ModuleSlot> model(List<PrefixOwner> owners, List<ModuleSlot> modules, IpAddress to,
            int protocol, int port) {
        String owner = owners.stream().filter(each -> each.prefix().contains(to))
                .max(Comparator.comparingInt(each -> each.prefix().length())).map(PrefixOwner::user).orElse("");
        return modules.stream().filter(module -> module.user().equals(owner))
                .filter(module -> module.filters().stream().anyMatch(filter -> filter.destination().contains(to)
                        && (filter.protocol() == ANY || filter.protocol() == protocol)
                        && (filter.port() == ANY || filter.port() == port)))
                .sorted(Comparator.comparingInt(ModuleSlot::order).thenComparingLong(ModuleSlot::sequence)).toList();
    }

    /** Addresses out of few bits, so that prefixes nest and meet. */
    private static IpAddress address(Random random) {
        if (random.nextBoolean()) {
            return IpAddress.ofIpv4(10 << 24 | (random.nextInt() & 0x0103_0301));
        }
        long high = 0x2001_0db8L << 32 | (random.nextInt() & 0x0001_0003L);
        return new IpAddress(random.nextInt(8) == 0 ? 0 : high, random.nextLong() & 0x8000_0000_0000_0103L);
    }

    private static Prefix prefix(Random random) {
        IpAddress address = address(random);
        int[] lengths = address.isIpv4() ? new int[]{0, 1, 7, 8, 15, 16, 23, 24, 30, 31, 32}
                : new int[]{0, 1, 32, 47, 48, 63, 64, 65, 96, 97, 120, 127, 128};
        return Prefix.of(address, lengths[random.nextInt(lengths.length)]);
    }

    private static PacketFilter filter(Random random) {
        int protocol = new int[]{ANY, 1, 6, 17, 17}[random.nextInt(5)];
        int port = protocol == 6 || protocol == 17 ? new int[]{ANY, 0, 53, 65_535}[random.nextInt(4)] : ANY;
        return new PacketFilter(prefix(random), protocol, port);
    }

    @Test
    void shouldAgreeWithDefinitionForRandomPrefixes() {
        Random random = new Random(SEED);
        for (int round = 0; round < 400; round++) {
            Map<Prefix, PrefixOwner> owners = new LinkedHashMap<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                Prefix prefix = prefix(random);
                owners.put(prefix, new PrefixOwner(prefix, "user" + random.nextInt(3)));
            }
            List<ModuleSlot> modules = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                PacketFilter[] filters = new PacketFilter[random.nextInt(4)];
                for (int f = 0; f < filters.length; f++) {
                    filters[f] = filter(random);
                }
                modules.add(slot("user" + random.nextInt(3), random.nextInt(3), filters));
            }
            List<PrefixOwner> owned = List.copyOf(owners.values());
            FilterTable table = new FilterTable(owned, modules);
            for (int n = 0; n < 300; n++) {
                IpAddress to = address(random);
                int protocol = new int[]{1, 6, 17, 17, 58}[random.nextInt(5)];
                int port = protocol == 6 || protocol == 17 ? new int[]{0, 53, 54, 65_535}[random.nextInt(4)] : 0;
                assertEquals(model(owned, modules, to, protocol, port), found(table, to, protocol, port),
                        "seed=" + SEED + " round=" + round + " n=" + n + " to=" + to);
            }
            modules.forEach(ModuleSlot::close);
        }
    }

    @Test
    void shouldShieldNarrowerOwnersPacketsFromWiderOwnersModules() {
        Prefix wide = Prefix.parse("10.0.0.0/8");
        List<PrefixOwner> owners = List.of(new PrefixOwner(wide, "isp"),
                new PrefixOwner(Prefix.parse("10.1.0.0/16"), "shop"));
        ModuleSlot isp = slot("isp", 1, new PacketFilter(wide, ANY, ANY),
                new PacketFilter(Prefix.parse("10.1.2.0/24"), ANY, ANY));
        FilterTable table = new FilterTable(owners, List.of(isp));
        assertEquals(List.of(isp), found(table, IpAddress.parse("10.2.0.1"), 17, 1));
        assertEquals(List.of(), found(table, IpAddress.parse("10.1.0.1"), 17, 1));
        assertEquals(List.of(), found(table, IpAddress.parse("10.1.2.1"), 17, 1));
    }

    @Test
    void shouldGiveOnePacketTheChainsOfWiderFiltersToo() {
        Prefix prefix = Prefix.parse("2001:db8::/32");
        IpAddress to = IpAddress.parse("2001:db8::5");
        ModuleSlot all = slot("u", 3, new PacketFilter(prefix, ANY, ANY));
        ModuleSlot udp = slot("u", 2, new PacketFilter(prefix, 17, ANY));
        ModuleSlot sip = slot("u", 1, new PacketFilter(to.toPrefix(), 17, 5060));
        FilterTable table = new FilterTable(List.of(new PrefixOwner(prefix, "u")), List.of(all, udp, sip));
        assertEquals(List.of(sip, udp, all), found(table, to, 17, 5060));
        assertEquals(List.of(udp, all), found(table, to, 17, 5061));
        assertEquals(List.of(all), found(table, to, 6, 5060));
        assertEquals(List.of(udp, all), found(table, IpAddress.parse("2001:db8::6"), 17, 5060));
        assertEquals(3, table.chains());
    }

    @Test
    void shouldSayWhatAFilterSelects() {
        assertEquals("udp 5060 to 10.0.0.0/8", new PacketFilter(Prefix.parse("10.0.0.0/8"), 17, 5060).toString());
        assertEquals("tcp to ::/0", new PacketFilter(Prefix.ALL_IPV6, 6, ANY).toString());
        assertEquals("any to ::/0", new PacketFilter(Prefix.ALL_IPV6, ANY, ANY).toString());
    }

    @Test
    void shouldBeEmptyWhenNothingIsInstalled() {
        assertNull(FilterTable.EMPTY.classify(4, 0, IpAddress.mapped(1), 17, 1));
        assertEquals(0, FilterTable.EMPTY.chains());
    }

    /** 1,000 modules of ten filters; {@code filter} makes the n-th. */
    private List<ModuleSlot> thousand(IntFunction<PacketFilter> filter) {
        List<ModuleSlot> modules = new ArrayList<>();
        for (int m = 0; m < 1_000; m++) {
            PacketFilter[] filters = new PacketFilter[10];
            for (int f = 0; f < 10; f++) {
                filters[f] = filter.apply(m * 10 + f);
            }
            modules.add(slot("user" + m % 10, m, filters));
        }
        return modules;
    }

    @Test
    void shouldTellTenThousandHostsApart() {
        List<PrefixOwner> hosts = new ArrayList<>();
        for (int n = 0; n < 10_000; n++) {
            hosts.add(new PrefixOwner(Prefix.of(IpAddress.ofIpv4(10 << 24 | n), 32), "user" + n / 10 % 10));
        }
        List<ModuleSlot> modules = thousand(n -> new PacketFilter(hosts.get(n).prefix(), 17, ANY));
        FilterTable table = new FilterTable(hosts, modules);
        for (int n = 0; n < 10_000; n++) {
            Chain chain = table.classify(4, 0, IpAddress.mapped(10 << 24 | n), 17, 1);
            assertSame(modules.get(n / 10), chain == null ? null : chain.module(0), "host " + n);
        }
        modules.forEach(ModuleSlot::close);
    }

    @Test
    void shouldTellTenThousandPortsApart() {
        List<ModuleSlot> modules = thousand(n -> new PacketFilter(Prefix.ALL_IPV4, 17, n));
        FilterTable table = new FilterTable(List.of(new PrefixOwner(Prefix.ALL_IPV4, "user0")), modules);
        for (int n = 0; n < 10_000; n++) {
            Chain chain = table.classify(4, 0, IpAddress.mapped(5), 17, n);
            ModuleSlot wanted = n / 10 % 10 == 0 ? modules.get(n / 10) : null; // the other users have no prefix
            assertSame(wanted, chain == null ? null : chain.module(0), "port " + n);
        }
        modules.forEach(ModuleSlot::close);
    }

    @Test
    void shouldFindLongestPrefixAtEveryLength() {
        Map<Prefix, String> entries = new HashMap<>();
        IpAddress deep = IpAddress.parse("2001:db8:1234:5678:9abc:def0:1234:5678");
        for (int length = 0; length <= 128; length++) {
            entries.put(Prefix.of(deep, length), "/" + length);
        }
        PrefixTable<String> table = new PrefixTable<>(entries);
        for (int length = 0; length <= 128; length++) {
            long high = length < 64 ? deep.high() ^ 1L << (63 - length) : deep.high();
            long low = length >= 64 && length < 128 ? deep.low() ^ 1L << (127 - length) : deep.low();
            assertEquals("/" + length, table.find(high, low));
        }
    }
}
