package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.USER_IPV4;

import org.netserv.dataplane.testing.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.plane.PlaneException;
import org.netserv.testing.FaultRecord;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** Rules that somebody else removes or changes, and iptables that is missing or hangs: what the network sees of it. */
class NfQueueReconcileIT {
    private static final int PORT = 5060;
    /** What it has seen goes on as "U…", what it has not as "u…". */
    private static final PacketProcessor RAISES = packet -> {
        packet.setU8(packet.payloadOffset(), 'U');
        return Verdict.ACCEPT;
    };

    @TempDir
    private Path folder;

    private Rig rig;
    private Namespace router;
    /** Of iptables: the host's, {@code -nft} or {@code -legacy}. */
    private String kind = "";

    @BeforeEach
    void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("nfqkeep");
        router = rig.router();
    }

    @AfterEach
    void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-nft", "-legacy"})
    void shouldRestoreWhateverOthersHaveDoneToItsRulesAndLoseNothing(String used) throws Exception {
        kind = used;
        iptables("mangle", "-A", "PREROUTING", "-p", "udp", "--dport", "99", "-j", "MARK", "--set-mark", "7");
        iptables("mangle", "-N", "OTHERS");
        try (PlaneFixture fixture = new PlaneFixture(router.name(), new Tools(folder, kind).options());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(List.of(PlaneFixture.udp(SERVER_IPV4, PORT), PlaneFixture.udp("10.0.3.0/24", PORT),
                    PlaneFixture.udp("fd00:2::/64", PORT)), RAISES);
            List<String> right = rules();
            fixture.plane().reconcile();
            assertEquals(right, rules());
            assertEquals(0, fixture.counter("rules.restored"), "nothing was amiss");

            String jump = "-D PREROUTING -m comment --comment netserv -j NETSERV";
            List<String> damages = List.of("-F NETSERV", jump, "-F NETSERV|" + jump + "|-X NETSERV", "-D NETSERV 2",
                    "-R NETSERV 2 -d 10.0.2.2/32 -j RETURN", "-I NETSERV 1 -j RETURN");
            for (int i = 0; i < damages.size(); i++) {
                for (String command : damages.get(i).split("\\|", -1)) {
                    iptables("mangle", command.split(" ", -1));
                }
                user.send("u", SERVER_IPV4, PORT);
                assertEquals("u", server.receive().text(), damages.get(i) + ": it passes, unseen by the module");
                fixture.plane().reconcile();
                assertEquals(right, rules(), damages.get(i));
                assertEquals(i + 1L, fixture.counter("rules.restored"), damages.get(i));
                user.send("u", SERVER_IPV4, PORT);
                assertEquals("U", server.receive().text(), damages.get(i));
            }
            assertEquals(List.of(), fixture.plane().troubles());
            FaultRecord.of("rules-changed" + kind, getClass()).packets(2L * damages.size(), 0).unseen(damages.size())
                    .figure("changes put right, of iptables" + kind, damages.size(), "").write();
        }
    }

    @Test
    void shouldRestoreWhatDoesNotShowInTheTrafficYet() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(router.name(), Map.of())) {
            fixture.install(List.of(PlaneFixture.udp(SERVER_IPV4, PORT), PlaneFixture.udp("10.0.3.0/24", PORT),
                    PlaneFixture.udp("fd00:2::/64", PORT)), RAISES);
            List<String> right = rules();
            // The order, a second jump, IPv6, and what exempts the node's own packets from connection tracking.
            iptables("mangle", "-D", "NETSERV", "1");
            iptables("mangle", "-A", "NETSERV", "-m", "mark", "--mark", "0x4e53", "-j", "RETURN");
            ip6tables("mangle", "-A", "PREROUTING", "-m", "comment", "--comment", "netserv", "-j", "NETSERV");
            iptables("raw", "-F");
            ip6tables("raw", "-F");
            ip6tables("raw", "-X");
            fixture.plane().reconcile();
            assertEquals(right, rules());
            assertEquals(4, fixture.counter("rules.restored"));
            fixture.plane().reconcile();
            assertEquals(4, fixture.counter("rules.restored"));
        }
    }

    @Test
    void shouldDeliverAlsoWhenItsChainHasJustGone() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(router.name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT + 1, RAISES);
            iptables("mangle", "-F");
            iptables("mangle", "-X");
            fixture.install(SERVER_IPV4, PORT, RAISES);
            user.send("u", SERVER_IPV4, PORT);
            assertEquals("U", server.receive().text());
        }
    }

    @Test
    void shouldLoseNoPacketWhileRulesAreFlushedAndRestoredUnderTraffic() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(router.name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, RAISES);
            SteadySender sender = new SteadySender(user, "u", PORT);
            for (int round = 1; round <= 5; round++) {
                iptables("mangle", "-F");
                fixture.plane().reconcile();
                assertEquals(round, fixture.counter("rules.restored"));
            }
            int sent = sender.finish();
            int seen = 0;
            for (int i = 0; i < sent; i++) {
                String text = server.receive().text();
                assertEquals(Integer.toString(i), text.substring(1));
                seen += text.charAt(0) == 'U' ? 1 : 0;
            }
            int raised = seen;
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("changed") == raised));
            assertTrue(raised > 0 && sent > 20, "of " + sent + " sent, the module saw " + raised);
            FaultRecord.of("rules-flushed", getClass()).packets(sent, 0).unseen(sent - raised)
                    .figure("times flushed", 5, "").write();
        }
    }

    @Test
    void shouldGoOnWithoutIptablesAndRestoreOnceItIsBack() throws Exception {
        Tools tools = new Tools(folder);
        try (PlaneFixture fixture = new PlaneFixture(router.name(), tools.options());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, RAISES);
            List<String> right = rules();
            SteadyReceiver receiver = new SteadyReceiver(server);
            SteadySender sender = new SteadySender(user, "u", PORT);
            tools.remove();
            fixture.plane().reconcile();
            fixture.plane().reconcile();
            assertEquals(2, fixture.counter("rules.check-failures"));
            assertTrue(fixture.plane().troubles().getFirst().startsWith("the plane's rules cannot be looked after: "
                    + folder + "/iptables cannot be run"), fixture.plane().troubles().toString());
            PlaneException refused = assertThrows(PlaneException.class,
                    () -> fixture.install(SERVER_IPV4, PORT + 1, RAISES));
            assertTrue(String.valueOf(refused.getMessage()).contains("cannot be run"), refused.getMessage());
            assertAllSeen(sender, receiver, FaultRecord.of("iptables-missing", getClass())
                    .figure("rounds that failed", fixture.counter("rules.check-failures"), ""));

            iptables("mangle", "-F");
            tools.restore();
            fixture.plane().reconcile();
            assertEquals(right, rules());
            assertEquals(List.of(), fixture.plane().troubles());
            user.send("u", SERVER_IPV4, PORT);
            assertEquals("U", server.receive().text());
        }
    }

    @Test
    void shouldEndIptablesThatHangsAndForwardMeanwhile() throws Exception {
        Tools tools = new Tools(folder);
        try (PlaneFixture fixture = new PlaneFixture(router.name(), tools.options());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, RAISES);
            List<String> right = rules();
            // A child of its own that would keep its output open.
            tools.scriptAll("touch " + folder + "/hangs; sleep 3600; exit 0");
            SteadyReceiver receiver = new SteadyReceiver(server);
            SteadySender sender = new SteadySender(user, "u", PORT);
            long begun = System.nanoTime();
            Thread round = Thread.ofPlatform().start(fixture.plane()::reconcile);
            assertTrue(PlaneFixture.eventually(folder.resolve("hangs").toFile()::exists));
            round.join();
            long millis = (System.nanoTime() - begun) / 1_000_000;
            assertTrue(fixture.plane().troubles().getFirst().contains("did not end within 1 s and was killed"),
                    fixture.plane().troubles().toString());
            PlaneException refused = assertThrows(PlaneException.class,
                    () -> fixture.install(SERVER_IPV4, PORT + 1, RAISES));
            assertTrue(String.valueOf(refused.getMessage()).contains("was killed"), refused.getMessage());
            assertTrue(PlaneFixture.eventually(() -> sleeping().isEmpty()), "left: " + sleeping());
            assertAllSeen(sender, receiver, FaultRecord.of("iptables-hangs", getClass())
                    .figure("ended, with a limit of 1 s, after", millis, "ms"));

            iptables("mangle", "-D", "NETSERV", "2");
            tools.restore();
            fixture.plane().reconcile();
            assertEquals(right, rules());
            assertEquals(List.of(), fixture.plane().troubles());
        }
    }

    @Test
    void shouldWaitForIptablesThatIsSlowAndForwardMeanwhile() throws Exception {
        Tools tools = new Tools(folder);
        try (PlaneFixture fixture = new PlaneFixture(router.name(),
                Map.of("iptables-folder", folder.toString(), "iptables-seconds", "10"));
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, RAISES);
            SteadyReceiver receiver = new SteadyReceiver(server);
            SteadySender sender = new SteadySender(user, "u", PORT);
            tools.slow(2);
            long begun = System.nanoTime();
            ModuleSlot other = fixture.install("10.0.3.0/24", PORT, RAISES);
            long installed = System.nanoTime();
            fixture.remove(other);
            fixture.plane().reconcile();
            assertEquals(List.of(), fixture.plane().troubles());
            assertEquals(0, fixture.counter("rules.check-failures"));
            assertEquals(0, fixture.counter("rules.restored"));
            assertAllSeen(sender, receiver, FaultRecord.of("iptables-slow", getClass())
                    .figure("a run of iptables took, more than usual,", 2, "s")
                    .figure("a module's rules took", (installed - begun) / 1_000_000, "ms"));
        }
    }

    /** Ends the traffic: none of it is lost, and the module has seen all. */
    private static void assertAllSeen(SteadySender sender, SteadyReceiver receiver, FaultRecord record)
            throws InterruptedException {
        int sent = sender.finish();
        receiver.finish();
        assertTrue(sent > 0, "nothing was sent");
        assertEquals(sent, receiver.seen());
        assertEquals(0, receiver.unseen());
        record.packets(sent, 0).unseen(0).write();
    }

    @Test
    void shouldSayThatIptablesIsMissingOrHangsWhenItStartsAndLeaveNothingBehind() throws Exception {
        List<String> before = rules();
        Tools tools = new Tools(folder);
        tools.scriptAll("sleep 3600; exit 0");
        PlaneException hangs = assertThrows(PlaneException.class,
                () -> new PlaneFixture(router.name(), tools.options()));
        assertTrue(String.valueOf(hangs.getMessage()).endsWith("did not end within 1 s and was killed"),
                hangs.getMessage());
        tools.remove();
        PlaneException missing = assertThrows(PlaneException.class,
                () -> new PlaneFixture(router.name(), tools.options()));
        assertTrue(String.valueOf(missing.getMessage())
                .startsWith(folder + "/iptables cannot be run (Debian and Ubuntu: apt-get install iptables)"),
                missing.getMessage());
        assertEquals(before, rules());
        assertEquals("", router.exec("cat", "/proc/net/netfilter/nfnetlink_queue").stdout());
        FaultRecord.of("iptables-missing-at-start", getClass())
                .node(String.valueOf(missing.getMessage()).replace(folder + "/", "")).write();
    }

    @Test
    void shouldEndThoughIptablesHangsAndLetTrafficFlowOnTheRulesThatItLeaves() throws Exception {
        List<String> before = rules();
        Tools tools = new Tools(folder);
        try (Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            try (PlaneFixture fixture = new PlaneFixture(router.name(), tools.options())) {
                fixture.install(SERVER_IPV4, PORT, RAISES);
                tools.scriptAll("sleep 3600; exit 0");
            }
            assertTrue(rules().stream().anyMatch(rule -> rule.contains("NFQUEUE")), "the rules are still there");
            user.send("u", SERVER_IPV4, PORT);
            assertEquals("u", server.receive().text());
        }
        new PlaneFixture(router.name(), Map.of()).close();
        assertEquals(before, rules());
        FaultRecord.of("iptables-hangs-at-end", getClass()).packets(1, 0).unseen(1).write();
    }

    /** Programs started by this process that sleep for an hour. */
    private static List<String> sleeping() {
        return ProcessHandle.current().descendants().map(process -> process.info().commandLine().orElse(""))
                .filter(command -> command.contains("sleep 3600")).toList();
    }

    private List<String> rules() {
        List<String> rules = new ArrayList<>();
        for (String program : List.of("iptables", "ip6tables")) {
            for (String table : List.of("mangle", "raw", "filter")) {
                rules.addAll(router.exec(program + kind, "-w", "-t", table, "-S").orThrow().stdout().lines().toList());
            }
        }
        return rules;
    }

    private void iptables(String table, String... arguments) {
        run("iptables", table, arguments);
    }

    private void ip6tables(String table, String... arguments) {
        run("ip6tables", table, arguments);
    }

    private void run(String program, String table, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program + kind, "-w", "-t", table));
        command.addAll(List.of(arguments));
        router.exec(command.toArray(String[]::new)).orThrow();
    }
}
