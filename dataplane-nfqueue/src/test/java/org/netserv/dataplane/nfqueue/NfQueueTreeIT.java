package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.SERVER_IPV6;
import static org.netserv.rig.Rig.USER_IPV4;
import static org.netserv.rig.Rig.USER_IPV6;

import org.netserv.dataplane.testing.Host;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.Delivery.Rule;
import org.netserv.node.path.Delivery.Way;
import org.netserv.node.path.PacketFilter;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;

/** So many rules that they are in several chains: where packets go, and what becomes of the chains. */
class NfQueueTreeIT {
    /** Those that a queue has: packets of which copies are wanted come to it as others do. */
    private static final List<Way> WAYS = List.of(Way.SHARED, Way.QUARANTINE, Way.PAST);

    private static final int PORT = 5060;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Rig rig;
    private Namespace router;
    /** Of iptables: the host's, {@code -nft} or {@code -legacy}. */
    private String kind = "";

    @BeforeEach
    void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("nfqtree");
        router = rig.router();
        router.ip("route", "add", "10.9.0.0/16", "via", SERVER_IPV4);
        router.ip("-6", "route", "add", "fd00:9::/32", "via", SERVER_IPV6);
        rig.server().ip("route", "add", "local", "10.9.0.0/16", "dev", "lo");
        rig.server().ip("-6", "route", "add", "local", "fd00:9::/32", "dev", "lo");
    }

    @AfterEach
    void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-nft", "-legacy"})
    void shouldLeadPacketsTheWayOfTheFirstOfAThousandRulesThatSelectsThem(String used) throws Exception {
        kind = used;
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            rules.add(udp("10.9." + random.nextInt(4) + "." + random.nextInt(256) + "/32", PORT + random.nextInt(3)));
            rules.add(udp("fd00:9:" + random.nextInt(4) + "::" + random.nextInt(256) + "/128",
                    PORT + random.nextInt(3)));
        }
        for (int i = 0; i < 4; i++) {
            rules.add(new Rule(new PacketFilter(Prefix.parse("10.9." + i + ".0/24"), 17, PacketFilter.ANY), way(i)));
        }
        rules = rules.stream().map(rule -> new Rule(rule.filter(), way(random.nextInt(3)))).toList();
        try (PlaneFixture fixture = new PlaneFixture(router.name(), new Tools(folder, kind).options());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host userIpv6 = Host.at(rig.user().name(), USER_IPV6, 0)) {
            fixture.plane().deliver(new Delivery(rules));
            assertTrue(rules("mangle").stream().filter(rule -> rule.startsWith("-N NETSERV-")).count() > 50,
                    () -> rules("mangle").toString());
            Map<Way, Long> sent = new EnumMap<>(Way.class);
            for (int i = 0; i < 300; i++) {
                PacketFilter near = rules.get(random.nextInt(rules.size())).filter();
                PacketFilter packet = new PacketFilter(near.destination().address().toPrefix(), 17,
                        PORT + random.nextInt(3));
                Way way = rules.stream().filter(rule -> rule.filter().destination().contains(packet.destination())
                        && (rule.filter().port() == PacketFilter.ANY || rule.filter().port() == packet.port()))
                        .map(Rule::way).findFirst().orElse(Way.PAST);
                sent.merge(way, 1L, Long::sum);
                (packet.destination().isIpv4() ? user : userIpv6).send("u",
                        packet.destination().address().toString(), packet.port());
                String message = "seed=" + seed + " " + packet + " " + way;
                long shared = sent.getOrDefault(Way.SHARED, 0L);
                long tried = sent.getOrDefault(Way.QUARANTINE, 0L);
                assertTrue(
                        PlaneFixture.eventually(
                                () -> received(fixture, 0) == shared && received(fixture, 1) == tried),
                        () -> message + " " + fixture.counters());
            }
        }
        assertEquals(List.of(), rules("mangle").stream().filter(rule -> !rule.startsWith("-P")).toList());
    }

    private static long received(PlaneFixture fixture, int worker) {
        return fixture.counters().getOrDefault("nfqueue.w" + worker + ".received", 0L);
    }

    private static Way way(int number) {
        return WAYS.get(number % WAYS.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-nft", "-legacy"})
    void shouldHaveTheSameChainsWhicheverWayItGotThere(String used) throws Exception {
        kind = used;
        Random random = new Random(1);
        List<Rule> all = new ArrayList<>(addresses(200));
        Collections.shuffle(all, random);
        List<Rule> rules = new ArrayList<>();
        try (PlaneFixture fixture = new PlaneFixture(router.name(), new Tools(folder, kind).options())) {
            for (int i = 0; i < 40; i++) {
                if (random.nextInt(4) == 0) {
                    rules = new ArrayList<>(rules.subList(rules.size() / 3, rules.size()));
                } else {
                    rules.addAll(random.nextInt(rules.size() + 1), all.subList(i * 5, i * 5 + 5));
                }
                fixture.plane().deliver(new Delivery(rules));
                List<String> there = rules("mangle");
                fixture.plane().reconcile();
                assertEquals(there, rules("mangle"));
                assertEquals(0, fixture.counter("rules.restored"));
                assertEquals(rules.size(), there.stream().filter(rule -> rule.contains("-j NFQUEUE")).count());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-nft", "-legacy"})
    void shouldRestoreChainsThatOthersFlushRemoveOrChange(String used) throws Exception {
        kind = used;
        try (PlaneFixture fixture = new PlaneFixture(router.name(), new Tools(folder, kind).options())) {
            fixture.plane().deliver(new Delivery(addresses(100)));
            List<String> right = rules("mangle");
            String goes = right.stream().filter(rule -> rule.startsWith("-A NETSERV ") && rule.contains("-g "))
                    .findFirst().orElseThrow();
            String chain = goes.substring(goes.lastIndexOf(' ') + 1);
            List<String> damages = List.of("-F", "-F " + chain, "-A " + chain + " -j DROP", "-I NETSERV 2 -j RETURN",
                    goes.replaceFirst("-A", "-D"), "-F NETSERV|-F " + chain, "-F|-X");
            for (int i = 0; i < damages.size(); i++) {
                for (String command : damages.get(i).split("\\|", -1)) {
                    iptables(command.split(" ", -1));
                }
                assertTrue(!rules("mangle").equals(right), damages.get(i));
                fixture.plane().reconcile();
                assertEquals(right.stream().sorted().toList(), rules("mangle").stream().sorted().toList(),
                        damages.get(i));
                assertEquals(i + 1L, fixture.counter("rules.restored"), damages.get(i));
            }
            iptables("-F");
            iptables("-X");
            fixture.plane().deliver(new Delivery(addresses(90)));
            assertEquals(90, rules("mangle").stream().filter(rule -> rule.contains("-j NFQUEUE")).count());
            fixture.plane().reconcile();
            assertEquals(damages.size(), fixture.counter("rules.restored"));
            assertEquals(List.of(), fixture.plane().troubles());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-nft", "-legacy"})
    void shouldBeNoDeeperThanTheKernelAllows(String used) throws Exception {
        kind = used;
        // Of each two bits one way leads to all that are left.
        List<Rule> rules = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            Prefix address = new IpAddress(Prefix.parse("fd00:9::/32").high(), 1L << bit).toPrefix();
            rules.add(new Rule(new PacketFilter(address, 17, PORT), Way.SHARED));
        }
        try (PlaneFixture fixture = new PlaneFixture(router.name(), new Tools(folder, kind).options());
                Host user = Host.at(rig.user().name(), USER_IPV6, 0)) {
            ip6tables("-N", "OUTER");
            ip6tables("-A", "OUTER", "-j", "NETSERV");
            ip6tables("-A", "PREROUTING", "-j", "OUTER");
            fixture.plane().deliver(new Delivery(rules));
            assertEquals(11, rules("mangle").stream().filter(rule -> rule.startsWith("-N NETSERV-")).count());
            user.send("u", "fd00:9::1", PORT);
            assertTrue(PlaneFixture.eventually(() -> received(fixture, 0) == 1));
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenANodeWithAThousandFiltersIsKilledAndTheNextOneHasStarted() throws Exception {
        iptables("-N", "NETSERV-OTHERS");
        List<String> before = allRules();
        try (Running node = ChildNode.start(router, 1000)) {
            node.awaitLine("ready", START_TIMEOUT);
            node.kill();
        }
        assertTrue(rules("mangle").stream().filter(rule -> rule.startsWith("-N NETSERV-")).count() > 50);
        try (PlaneFixture fixture = new PlaneFixture(router.name(), Map.of())) {
            assertEquals(List.of("-N NETSERV", "-N NETSERV", "-N NETSERV-OTHERS"),
                    rules("mangle").stream().filter(rule -> rule.startsWith("-N")).sorted().toList());
            fixture.plane().deliver(new Delivery(addresses(50)));
        }
        assertEquals(before, allRules());
    }

    @Test
    void shouldComeAndGoThoughAChainOfOthersLeadsToItsOwn() throws Exception {
        iptables("-N", "OTHERS");
        List<String> before = rules("mangle");
        for (int round = 0; round < 2; round++) {
            try (PlaneFixture fixture = new PlaneFixture(router.name(), Map.of())) {
                fixture.plane().deliver(new Delivery(addresses(50)));
                if (round == 0) {
                    iptables("-A", "OTHERS", "-j", "NETSERV");
                }
                fixture.plane().reconcile();
                assertEquals(0, fixture.counter("rules.restored"));
                assertEquals(50, rules("mangle").stream().filter(rule -> rule.contains("-j NFQUEUE")).count());
            }
            assertTrue(rules("mangle").contains("-A OTHERS -j NETSERV"), "an operator's rule stays");
        }
        iptables("-F", "OTHERS");
        new PlaneFixture(router.name(), Map.of()).close();
        assertEquals(before, rules("mangle"));
    }

    /** Rules for the port of neighbouring addresses. */
    private static List<Rule> addresses(int count) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rules.add(udp("10.9." + (i >> 8) + "." + (i & 255) + "/32", PORT));
        }
        return rules;
    }

    private static Rule udp(String prefix, int port) {
        return new Rule(PlaneFixture.udp(prefix, port), Way.SHARED);
    }

    private List<String> allRules() {
        List<String> rules = new ArrayList<>(rules("mangle"));
        rules.addAll(rules("raw"));
        return rules;
    }

    private List<String> rules(String table) {
        List<String> rules = new ArrayList<>();
        for (String program : List.of("iptables", "ip6tables")) {
            rules.addAll(router.exec(program + kind, "-w", "-t", table, "-S").orThrow().stdout().lines().toList());
        }
        return rules;
    }

    private void iptables(String... arguments) {
        mangle("iptables", arguments);
    }

    private void ip6tables(String... arguments) {
        mangle("ip6tables", arguments);
    }

    private void mangle(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program + kind, "-w", "-t", "mangle"));
        command.addAll(List.of(arguments));
        router.exec(command.toArray(String[]::new)).orThrow();
    }
}
