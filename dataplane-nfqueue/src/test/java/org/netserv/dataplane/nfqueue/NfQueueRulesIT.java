package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.USER_IPV4;

import org.netserv.dataplane.testing.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.api.Verdict;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.plane.PlaneException;
import org.netserv.testing.FaultRecord;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/** What the plane has in the kernel's tables, and what becomes of it when the node goes, is killed, or meets another. */
class NfQueueRulesIT {
    private static final int PORT = 5060;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private Rig rig;
    private Namespace router;

    @BeforeEach
    void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("nfqrules");
        router = rig.router();
    }

    @AfterEach
    void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    @Test
    void shouldLeaveNoRuleOfItsOwnAndEveryRuleOfOthers() throws Exception {
        iptables("mangle", "-A", "PREROUTING", "-p", "udp", "--dport", "99", "-j", "MARK", "--set-mark", "7");
        iptables("raw", "-A", "OUTPUT", "-d", "192.0.2.1", "-j", "CT", "--notrack");
        iptables("mangle", "-N", "OTHERS");
        List<String> before = rules();
        try (PlaneFixture fixture = new PlaneFixture(router.name(), Map.of("queues", "2"))) {
            fixture.install(List.of(PlaneFixture.udp(SERVER_IPV4, PORT), PlaneFixture.udp("fd00:2::/64", PORT),
                    new PacketFilter(Prefix.parse("10.7.0.0/16"), PacketFilter.ANY, PacketFilter.ANY)),
                    packet -> Verdict.ACCEPT);
            List<String> during = rules();
            assertTrue(during.contains("-A NETSERV -d 10.0.2.2/32 -p udp -m udp --dport 5060 -m comment --comment "
                    + "netserv -j NFQUEUE --queue-balance 20051:20052 --queue-bypass"), during.toString());
            assertTrue(during.contains("-A NETSERV -d fd00:2::/64 -p udp -m udp --dport 5060 -m comment --comment "
                    + "netserv -j NFQUEUE --queue-balance 20051:20052 --queue-bypass"), during.toString());
            assertTrue(during.containsAll(before));
        }
        assertEquals(before, rules());
        assertTrue(router.exec("cat", "/proc/net/netfilter/nfnetlink_queue").stdout().isEmpty());
    }

    @Test
    void shouldStopAlsoWhenARuleOfOthersKeepsFillingItsQueue() throws Exception {
        iptables("mangle", "-A", "PREROUTING", "-p", "udp", "--dport", "99", "-j", "NFQUEUE", "--queue-num", "20051");
        AtomicBoolean done = new AtomicBoolean();
        PlaneFixture fixture = new PlaneFixture(router.name(), Map.of());
        Thread closing = Thread.ofPlatform().unstarted(fixture::close);
        try (Host user = Host.at(rig.user().name(), USER_IPV4, 0)) {
            Thread sending = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    try {
                        user.send("more", SERVER_IPV4, 99);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    LockSupport.parkNanos(1_000_000);
                }
            });
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("received") > 0));
            closing.start();
            boolean closed = closing.join(Duration.ofSeconds(10));
            done.set(true);
            sending.join();
            closing.join();
            assertTrue(closed, "the plane goes on as long as packets come");
        }
    }

    @Test
    void shouldAddBeforeItRemovesAndKeepWhatStays() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(router.name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, packet -> Verdict.DROP);
            var other = fixture.install("10.0.3.0/24", PORT, packet -> Verdict.ACCEPT);
            fixture.remove(other);
            user.send("dropped", SERVER_IPV4, PORT);
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("dropped") == 1));
            assertEquals(1, rules().stream().filter(rule -> rule.contains("NFQUEUE")).count());
            assertEquals(0, server.receiveWithin(20) == null ? 0 : 1);
        }
    }

    @Test
    void shouldUndoRulesAddedBeforeOneThatIsRefused(@TempDir Path folder) throws Exception {
        Tools tools = new Tools(folder);
        try (PlaneFixture fixture = new PlaneFixture(router.name(), tools.options())) {
            fixture.install(SERVER_IPV4, PORT, packet -> Verdict.ACCEPT);
            List<String> before = rules();
            tools.script("ip6tables-restore", "cat >/dev/null; echo 'iptables-restore: line 2 failed'; exit 1");
            PlaneException e = assertThrows(PlaneException.class,
                    () -> fixture.install(List.of(PlaneFixture.udp("10.0.3.0/24", PORT),
                            PlaneFixture.udp("fd00:3::/64", PORT)), packet -> Verdict.ACCEPT));
            String message = String.valueOf(e.getMessage());
            assertTrue(
                    message.startsWith(folder + "/ip6tables-restore -w 5 --noflush: iptables-restore: line 2 failed"),
                    message);
            assertTrue(message.contains("NETSERV"), message);
            assertFalse(message.contains("\n"), message);
            assertEquals(before, rules());
            tools.restore();
        }
    }

    @Test
    void shouldRefuseSecondNodeBeforeItTouchesAnything() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(router.name(), Map.of("queues", "2"))) {
            fixture.install(SERVER_IPV4, PORT, packet -> Verdict.ACCEPT);
            List<String> before = rules();
            PlaneException e = assertThrows(PlaneException.class,
                    () -> new PlaneFixture(router.name(), Map.of("first-queue", "7")));
            assertTrue(String.valueOf(e.getMessage()).startsWith("another node runs in this network namespace"),
                    e.getMessage());
            assertEquals(before, rules());
            FaultRecord.of("second-node", getClass()).node(String.valueOf(e.getMessage())).write();
        }
    }

    @Test
    void shouldSayWhoseFaultItIsWhenAnotherProgramHoldsAQueueAndLeaveNothingBehind() throws Exception {
        List<String> before = rules();
        try (NfQueueSocket other = new InNamespace("test", router.name()).call(() -> NfQueueSocket.bind(20052))) {
            PlaneException e = assertThrows(PlaneException.class,
                    () -> new PlaneFixture(router.name(), Map.of("queues", "2")));
            assertTrue(String.valueOf(e.getMessage()).startsWith("cannot take netfilter queue " + other.number()
                    + ": another process holds it"), e.getMessage());
            FaultRecord.of("queue-taken", getClass()).node(String.valueOf(e.getMessage())).write();
        }
        assertEquals(before, rules());
        new PlaneFixture(router.name(), Map.of("queues", "2")).close();
    }

    @Test
    void shouldLetTrafficFlowWhenNodeIsKilledAndCleanUpWhenTheNextOneStarts() throws Exception {
        List<String> before = rules();
        try (Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            try (Running node = ChildNode.start(router)) {
                node.awaitLine("ready", START_TIMEOUT);
                for (int i = 0; i < 50; i++) {
                    user.send("before", SERVER_IPV4, PORT);
                }
                node.awaitLine("dropped 50", START_TIMEOUT);
                node.kill();
            }
            assertTrue(rules().stream().anyMatch(rule -> rule.contains("NFQUEUE")), "the rules are still there");
            for (int i = 0; i < 50; i++) {
                user.send("after" + i, SERVER_IPV4, PORT);
            }
            for (int i = 0; i < 50; i++) {
                assertEquals("after" + i, server.receive().text());
            }
        }
        new PlaneFixture(router.name(), Map.of()).close();
        assertEquals(before, rules());
        FaultRecord.of("node-killed", getClass()).packets(50, 0).unseen(50).write();
    }

    @Test
    void shouldLoseNothingWhenItStartsUnderTrafficOnRulesOfAKilledNode() throws Exception {
        try (Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            try (Running node = ChildNode.start(router)) {
                node.awaitLine("ready", START_TIMEOUT);
                node.kill();
            }
            SteadySender sender = new SteadySender(user, "during", PORT);
            int sent;
            // The kernel drops what the old rules send to a queue that is taken and not yet set up.
            try (PlaneFixture fixture = new PlaneFixture(router.name(), Map.of())) {
                assertEquals(0, rules().stream().filter(rule -> rule.contains("NFQUEUE")).count());
                sent = sender.finish();
                assertEquals(0, fixture.counter("netlink-errors"));
            }
            assertTrue(sent > 10, "sent " + sent);
            for (int i = 0; i < sent; i++) {
                assertEquals("during" + i, server.receive().text());
            }
            FaultRecord.of("start-after-kill", getClass()).packets(sent, 0).write();
        }
    }

    @Test
    void shouldTakePacketsOfItsOwnInterfacesAloneAndLeaveTheirRulesAsTheyAre() throws Exception {
        Map<String, String> own = Map.of("interfaces", "absent0," + Rig.ROUTER_USER_INTERFACE);
        List<String> before = rules();
        try (PlaneFixture fixture = new PlaneFixture(router.name(), own);
                Host user = Host.at(rig.user().name(), USER_IPV4, PORT);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(List.of(PlaneFixture.udp(SERVER_IPV4, PORT), PlaneFixture.udp(USER_IPV4, PORT)),
                    packet -> Verdict.ACCEPT);
            server.send("past", USER_IPV4, PORT);
            assertEquals("past", user.receive().text());
            assertEquals(0, fixture.counter("received"));
            user.send("seen", SERVER_IPV4, PORT);
            assertEquals("seen", server.receive().text());
            // A packet is counted once it is on its way.
            assertTrue(Waiting.until(() -> fixture.counter("received") == 1, Duration.ofSeconds(10)));
            List<String> during = rules();
            fixture.plane().reconcile();
            assertEquals(0, fixture.counter("rules.restored"));
            assertEquals(List.of("there is no interface absent0"), fixture.plane().troubles());
            iptables("mangle", "-D", "PREROUTING", "-i", Rig.ROUTER_USER_INTERFACE, "-m", "comment", "--comment",
                    "netserv", "-j", "NETSERV");
            fixture.plane().reconcile();
            assertEquals(1, fixture.counter("rules.restored"));
            assertEquals(during, rules());
        }
        assertEquals(before, rules());
    }

    private List<String> rules() {
        List<String> rules = new ArrayList<>();
        for (String program : List.of("iptables", "ip6tables")) {
            for (String table : List.of("mangle", "raw", "filter")) {
                rules.addAll(router.exec(program, "-t", table, "-S").orThrow().stdout().lines().toList());
            }
        }
        return rules;
    }

    private void iptables(String table, String... arguments) {
        run("iptables", table, arguments);
    }

    private void run(String program, String table, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program, "-w", "-t", table));
        command.addAll(List.of(arguments));
        router.exec(command.toArray(String[]::new)).orThrow();
    }
}
