package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.Delivery.Rule;
import org.netserv.node.path.Delivery.Way;
import org.netserv.node.path.PacketFilter;

/** A tree of rules selects what the list does, and a packet passes few of its rules. */
class RuleTreeTest {
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int ICMP = 1;
    /** Where a packet has no port, as behind the first fragment. */
    private static final int NO_PORT = -1;
    private static final List<Way> WAYS = List.of(Way.values());
    private static final int[] PROTOCOLS = {TCP, UDP, UDP, ICMP, 47};

    private record Packet(IpAddress destination, int protocol, int port) {}

    /** What became of a packet: which rule selected it, how many it passed until then, in how many chains. */
    private record Walk(@Nullable Rule first, int rules, int chains) {}

    @Test
    void shouldBeTheListWhereThatIsShort() {
        List<Rule> rules = List.of(rule("10.0.2.0/24", UDP, 5060, Way.SHARED),
                rule("10.0.3.0/24", UDP, 5060, Way.PAST));
        RuleTree tree = RuleTree.of(Prefix.ALL_IPV4, rules);
        assertEquals(Map.of(tree.whole(), rules.stream().map(RuleTree.Deliver::new).toList()), tree.chains());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSelectWhatTheListSelects(boolean ipv4) {
        long first = new Random().nextLong();
        for (int round = 0; round < 100; round++) {
            long seed = first + round;
            Random random = new Random(seed);
            Prefix everything = ipv4 ? Prefix.ALL_IPV4 : Prefix.ALL_IPV6;
            List<Rule> rules = randomRules(random, everything);
            RuleTree tree = RuleTree.of(everything, rules);
            String message = "seed=" + seed;
            assertTrue(size(tree) <= 4L * rules.size(), message);
            for (int i = 0; i < 1000; i++) {
                Packet packet = randomPacket(random, rules);
                Rule expected = rules.stream().filter(rule -> selects(rule.filter(), packet)).findFirst().orElse(null);
                Walk walk = walk(tree, packet);
                assertEquals(expected, walk.first, () -> message + " " + packet);
                assertTrue(walk.chains <= 12, () -> message + " " + walk);
            }
        }
    }

    @Test
    void shouldLeadAPacketPastFewOfTenThousandPrefixes() {
        Random random = new Random(1);
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            rules.add(rule(IpAddress.parse("10." + random.nextInt(256) + "." + random.nextInt(256) + ".0") + "/24", UDP,
                    5060, Way.SHARED));
        }
        assertPasses(rules, 40, 7);
    }

    @Test
    void shouldLeadAPacketPastFewOfAThousandNeighbouringAddresses() {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rules.add(rule("10.0." + (i >> 8) + "." + (i & 255) + "/32", UDP, 5060, Way.SHARED));
        }
        assertPasses(rules, 30, 4);
    }

    @Test
    void shouldLeadAPacketPastFewOfAThousandPortsOfAPrefix() {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rules.add(rule("10.0.2.0/24", i % 2 == 0 ? UDP : TCP, 1000 + 7 * i, Way.SHARED));
        }
        rules.add(rule("10.0.0.0/8", PacketFilter.ANY, PacketFilter.ANY, Way.PAST));
        assertPasses(rules, 30, 7);
    }

    @Test
    void shouldSplitByPortWhereThatRepeatsLessThanByDestination() {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            rules.add(rule("10.0.0.0/16", UDP, 2000 + i, Way.SHARED));
            rules.add(rule("10.0." + (i >> 8) + "." + (i & 255) + "/32", UDP, 7777, Way.QUARANTINE));
        }
        assertPasses(rules, 30, 7);
    }

    @Test
    void shouldStayAListWhereEverySplitWouldRepeatTooMuchAndSplitTheOthers() {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rules.add(rule("10.0.0.0/16", UDP, 2000 + i, Way.SHARED));
            rules.add(rule("10.0." + (i >> 8) + "." + (i & 255) + "/32", PacketFilter.ANY, PacketFilter.ANY,
                    Way.QUARANTINE));
            rules.add(rule("10.1." + (i >> 8) + "." + (i & 255) + "/32", UDP, 7777, Way.SHARED));
        }
        RuleTree tree = RuleTree.of(Prefix.ALL_IPV4, rules);
        assertTrue(size(tree) <= 4L * rules.size(), "size=" + size(tree));
        assertTrue(walk(tree, new Packet(IpAddress.parse("10.1.0.77"), UDP, 7777)).rules <= 24);
    }

    @Test
    void shouldChangeFewChainsWhenARuleComes() {
        Random random = new Random(2);
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rules.add(rule("10." + random.nextInt(256) + "." + random.nextInt(256) + ".0/24", UDP, 5060, Way.SHARED));
        }
        RuleTree before = RuleTree.of(Prefix.ALL_IPV4, rules);
        int changed = 0;
        for (int i = 0; i < 200; i++) {
            rules.add(rules.size() / 2, rule("10." + random.nextInt(256) + "." + random.nextInt(256) + ".0/24", UDP,
                    5060, Way.SHARED));
            RuleTree after = RuleTree.of(Prefix.ALL_IPV4, rules);
            for (Map.Entry<Area, List<RuleTree.Entry>> chain : after.chains().entrySet()) {
                changed += chain.getValue().equals(before.chains().get(chain.getKey())) ? 0 : 1;
            }
            before = after;
        }
        assertTrue(changed <= 200 * 2, "changed=" + changed);
    }

    private static void assertPasses(List<Rule> rules, int most, int deepest) {
        RuleTree tree = RuleTree.of(Prefix.ALL_IPV4, rules);
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            Packet packet = randomPacket(random, rules);
            Walk walk = walk(tree, packet);
            assertTrue(walk.rules <= most && walk.chains <= deepest, () -> packet + " " + walk);
        }
    }

    /** As the kernel does it. */
    private static Walk walk(RuleTree tree, Packet packet) {
        Area chain = tree.whole();
        int passed = 0;
        int chains = 1;
        for (int i = 0; i < entries(tree, chain).size(); i++) {
            passed++;
            switch (entries(tree, chain).get(i)) {
                case RuleTree.Deliver delivered when selects(delivered.rule().filter(), packet) -> {
                    return new Walk(delivered.rule(), passed, chains);
                }
                case RuleTree.GoTo there when selects(there.area(), packet) -> {
                    chain = there.area();
                    chains++;
                    i = -1;
                }
                default -> {
                    // the next one
                }
            }
        }
        return new Walk(null, passed, chains);
    }

    private static List<RuleTree.Entry> entries(RuleTree tree, Area chain) {
        return Objects.requireNonNull(tree.chains().get(chain));
    }

    private static boolean selects(Area area, Packet packet) {
        return area.prefix().contains(packet.destination) && (!area.hasProtocol() || area.protocol() == packet.protocol)
                && (!area.hasPorts() || (area.firstPort() <= packet.port && packet.port <= area.lastPort()));
    }

    private static boolean selects(PacketFilter filter, Packet packet) {
        return filter.destination().contains(packet.destination)
                && (filter.protocol() == PacketFilter.ANY || filter.protocol() == packet.protocol)
                && (filter.port() == PacketFilter.ANY || filter.port() == packet.port);
    }

    private static long size(RuleTree tree) {
        return tree.chains().values().stream().mapToLong(List::size).sum();
    }

    private static Rule rule(String prefix, int protocol, int port, Way way) {
        return new Rule(new PacketFilter(Prefix.parse(prefix), protocol, port), way);
    }

    /** Prefixes within one another, beside one another, and the same with many ports. */
    private static List<Rule> randomRules(Random random, Prefix everything) {
        Map<PacketFilter, Way> rules = new LinkedHashMap<>();
        List<Prefix> prefixes = new ArrayList<>(List.of(everything));
        int bits = 1 + random.nextInt(12);
        int prefixCount = 1 + random.nextInt(80);
        for (int i = 0; i < prefixCount; i++) {
            Prefix parent = prefixes.get(random.nextInt(prefixes.size()));
            int length = Math.min(Prefix.MAX_LENGTH, parent.length() + random.nextInt(bits + 1));
            prefixes.add(Prefix.of(addressIn(random, parent), length - (parent.isIpv4() ? Prefix.IPV4_OFFSET : 0)));
        }
        int ports = 1 + random.nextInt(60);
        int count = random.nextInt(400);
        boolean mostlyPorts = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            int protocol = random.nextInt(mostlyPorts ? 40 : 4) == 0
                    ? PacketFilter.ANY
                    : PROTOCOLS[random.nextInt(PROTOCOLS.length)];
            boolean hasPort = (protocol == UDP || protocol == TCP) && random.nextInt(mostlyPorts ? 40 : 4) != 0;
            Prefix prefix = prefixes.get(random.nextInt(prefixes.size()));
            if (prefix.isIpv4() == everything.isIpv4()) {
                rules.put(new PacketFilter(prefix, protocol, hasPort ? port(random, ports) : PacketFilter.ANY),
                        WAYS.get(random.nextInt(WAYS.size())));
            }
        }
        return rules.entrySet().stream().map(rule -> new Rule(rule.getKey(), rule.getValue())).toList();
    }

    private static int port(Random random, int ports) {
        return random.nextInt(20) == 0 ? random.nextInt(65536) : 1000 + 3 * random.nextInt(ports);
    }

    /** Mostly one that a rule selects, or one close by. */
    private static Packet randomPacket(Random random, List<Rule> rules) {
        if (rules.isEmpty()) {
            return new Packet(new IpAddress(random.nextLong(), random.nextLong()), UDP, 5060);
        }
        PacketFilter near = rules.get(random.nextInt(rules.size())).filter();
        Prefix prefix = near.destination();
        if (random.nextInt(4) == 0) {
            prefix = Prefix.of(prefix.address(), Math.max(0, prefix.familyLength() - 4));
        }
        int protocol = near.protocol() == PacketFilter.ANY || random.nextInt(10) == 0
                ? PROTOCOLS[random.nextInt(PROTOCOLS.length)]
                : near.protocol();
        int port = near.port() != PacketFilter.ANY && random.nextInt(5) != 0 ? near.port() : 1000 + random.nextInt(180);
        boolean hasPort = (protocol == UDP || protocol == TCP) && random.nextInt(10) != 0;
        return new Packet(addressIn(random, prefix), protocol, hasPort ? port : NO_PORT);
    }

    private static IpAddress addressIn(Random random, Prefix prefix) {
        return new IpAddress(prefix.high() | (random.nextLong() & ~Prefix.highMask(prefix.length())),
                prefix.low() | (random.nextLong() & ~Prefix.lowMask(prefix.length())));
    }
}
