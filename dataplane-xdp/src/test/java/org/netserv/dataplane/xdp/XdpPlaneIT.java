package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.ROUTER_SERVER_IPV4;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.USER_IPV4;

import org.netserv.dataplane.testing.Host;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.plane.PlaneException;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** Packets through the plane, on the kernel: where each goes, and that every frame comes home. */
class XdpPlaneIT {
    private static final int PORT = 5060;
    private static final PacketProcessor FIRST_LETTER_DECIDES = packet -> switch (packet.u8(packet.payloadOffset())) {
        case 'd' -> Verdict.DROP;
        case 'c' -> Verdict.CONSUME;
        case 'u' -> {
            packet.setU8(packet.payloadOffset(), 'U');
            yield Verdict.ACCEPT;
        }
        case 'r' -> {
            packet.swapAddresses();
            packet.swapPorts();
            yield Verdict.REPLY;
        }
        case 't' -> {
            packet.ttl(1);
            yield Verdict.ACCEPT;
        }
        default -> Verdict.ACCEPT;
    };

    private static Rig rig;

    @BeforeAll
    static void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("xdpplane");
    }

    @AfterAll
    static void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    private static PlaneFixture plane(String... options) throws PlaneException {
        return new PlaneFixture(rig.router().name(),
                options.length == 0 ? Map.of() : Map.of(options[0], options[1]));
    }

    @Test
    void shouldForwardByTheRingAndBringEveryFrameHome() throws Exception {
        try (PlaneFixture fixture = plane();
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            for (int i = 0; i < 2000; i++) { // more than once round the rings
                for (String kind : new String[]{"a", "d", "u", "c", "r"}) {
                    user.send(kind + i, SERVER_IPV4, PORT);
                }
                assertEquals("a" + i, server.receive().text());
                assertEquals("U" + i, server.receive().text());
                assertEquals("r" + i, user.receive().text());
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("received") == 10_000));
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("forwarded") == 4000));
            assertEquals(4000, fixture.counter("dropped"));
            assertEquals(2000, fixture.counter("replied"));
            assertEquals(0, fixture.sum("stack."), () -> fixture.counters().toString());
            assertEquals(0, fixture.sum("lost."), () -> fixture.counters().toString());
        }
    }

    @Test
    void shouldLeaveToTheStackWhatTheProgramFoundNoWayFor() throws Exception {
        try (PlaneFixture fixture = plane();
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host local = Host.at(rig.router().name(), ROUTER_SERVER_IPV4, PORT);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(ROUTER_SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            user.send("for the router itself", ROUTER_SERVER_IPV4, PORT);
            Host.Datagram received = local.receive();
            assertEquals("for the router itself", received.text());
            assertEquals(USER_IPV4, received.address());
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("stack.no-egress") == 1));
            rig.router().ip("neigh", "flush", "dev", "server0");
            user.send("a neighbour that must be asked for", SERVER_IPV4, PORT);
            assertEquals("a neighbour that must be asked for", server.receive().text());
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("stack.no-egress") == 2));
            assertEquals(0, fixture.sum("lost."), () -> fixture.counters().toString());
        }
    }

    @Test
    void shouldHaveTheStackRouteWhatHasAnotherDestination() throws Exception {
        try (PlaneFixture fixture = plane();
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, packet -> {
                packet.swapAddresses();
                packet.swapPorts();
                return Verdict.ACCEPT;
            });
            user.send("to the other side", SERVER_IPV4, PORT);
            Host.Datagram back = user.receive();
            assertEquals("to the other side", back.text());
            assertEquals(SERVER_IPV4, back.address());
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("stack.rerouted") == 1),
                    () -> fixture.counters().toString());
            assertEquals(0, fixture.counter("forwarded") + fixture.counter("replied"));
        }
    }

    @Test
    void shouldHaveTheStackAnswerThatTimeIsUp() throws Exception {
        try (PlaneFixture fixture = plane();
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            long before = timeExceeded();
            user.send("time is up", SERVER_IPV4, PORT);
            assertTrue(PlaneFixture.eventually(() -> timeExceeded() == before + 1));
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("stack.ttl") == 1));
            assertNull(server.receiveWithin(50));
        }
    }

    /** ICMP "time exceeded" that the user's host has received. */
    private static long timeExceeded() {
        List<String[]> icmp = rig.user().exec("cat", "/proc/net/snmp").orThrow().stdout().lines()
                .filter(line -> line.startsWith("Icmp:")).map(line -> line.split(" ", -1)).toList();
        int column = List.of(icmp.getFirst()).indexOf("InTimeExcds");
        return Long.parseLong(icmp.getLast()[column]);
    }

    @Test
    void shouldLeaveToTheStackWhatIsTooLongForItsLink() throws Exception {
        try (PlaneFixture fixture = plane();
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, packet -> {
                packet.length(packet.length() + 200);
                return Verdict.ACCEPT;
            });
            user.send("x".repeat(1400), SERVER_IPV4, PORT);
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("stack.too-long") == 1),
                    () -> fixture.counters().toString());
            user.send("short", SERVER_IPV4, PORT);
            assertEquals(205, server.receive().text().length());
        }
    }

    @Test
    void shouldNotKeepOthersWaitingForAModuleThatIsTried() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (PlaneFixture fixture = plane();
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT);
                Host other = Host.at(rig.server().name(), SERVER_IPV4, PORT + 1)) {
            PlaneFixture.warm(user, server, PORT);
            fixture.installInQuarantine(List.of(PlaneFixture.udp(SERVER_IPV4, PORT)), packet -> {
                while (held.getCount() > 0) {
                    LockSupport.parkNanos(100_000);
                }
                packet.setU8(packet.payloadOffset(), 'H');
                return Verdict.ACCEPT;
            });
            fixture.install(SERVER_IPV4, PORT + 1, FIRST_LETTER_DECIDES);
            for (int i = 0; i < 10; i++) {
                user.send("held up " + i, SERVER_IPV4, PORT);
                user.send("not held up " + i, SERVER_IPV4, PORT + 1);
                assertEquals("not held up " + i, other.receive().text());
            }
            assertNull(server.receiveWithin(20));
            held.countDown();
            for (int i = 0; i < 10; i++) {
                assertEquals("Held up " + i, server.receive().text());
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.count("xdp.q0.received") == 10));
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
        } finally {
            held.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "generic"})
    void shouldSurviveALinkThatGoesDownAndComesBack(String mode) throws Exception {
        try (PlaneFixture fixture = plane("mode", mode);
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            rig.router().ip("link", "set", "server0", "down");
            fixture.plane().reconcile();
            assertEquals(List.of("interface server0 is down"), fixture.plane().troubles());
            for (int i = 0; i < 100; i++) {
                user.send("into the void", SERVER_IPV4, PORT);
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("received") == 100));
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("stack.no-egress") == 100),
                    () -> fixture.counters().toString());
            rig.router().ip("link", "set", "server0", "up");
            rig.router().ip("address", "replace", Rig.ROUTER_SERVER_IPV6 + "/64", "dev", "server0", "nodad");
            fixture.plane().reconcile();
            assertEquals(List.of(), fixture.plane().troubles());
            Host.Datagram again = null;
            for (int i = 0; i < 100 && again == null; i++) {
                user.send("again", SERVER_IPV4, PORT);
                again = server.receiveWithin(100);
            }
            assertNotNull(again, () -> fixture.counters().toString());
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
        }
    }

    @Test
    void shouldTakeOverALinkThatWasReplaced() throws Exception {
        try (Rig own = Rig.create("xdplost");
                PlaneFixture fixture = new PlaneFixture(own.router().name(), Map.of());
                Host user = Host.at(own.user().name(), USER_IPV4, 0)) {
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            own.router().ip("link", "del", "server0");
            fixture.plane().reconcile();
            assertEquals(List.of("interface server0 is gone"), fixture.plane().troubles());
            user.send("into the void", SERVER_IPV4, PORT);
            own.server().ip("link", "add", Rig.HOST_INTERFACE, "type", "veth", "peer", "name", "server0", "netns",
                    own.router().name());
            own.server().ip("address", "add", SERVER_IPV4 + "/24", "dev", Rig.HOST_INTERFACE);
            own.server().ip("link", "set", Rig.HOST_INTERFACE, "up");
            own.server().ip("route", "add", "default", "via", ROUTER_SERVER_IPV4);
            own.router().ip("address", "add", ROUTER_SERVER_IPV4 + "/24", "dev", "server0");
            own.router().ip("link", "set", "server0", "up");
            fixture.plane().reconcile();
            assertEquals(List.of(), fixture.plane().troubles());
            assertTrue(fixture.plane().isRunning());
            try (Host server = Host.at(own.server().name(), SERVER_IPV4, PORT)) {
                user.send("before it is known", SERVER_IPV4, PORT); // by the stack, which asks for its address
                assertEquals("before it is known", server.receive().text());
                user.send("u, by the ring", SERVER_IPV4, PORT);
                assertEquals("U, by the ring", server.receive().text());
                assertTrue(PlaneFixture.eventually(() -> fixture.counter("forwarded") == 1),
                        () -> fixture.counters().toString());
            }
        }
    }

    @Test
    void shouldReportRulesThatComeWhileItRunsUnlessItMayGoPastThem() throws Exception {
        String[] rule = {"iptables", "-A", "FORWARD", "-i", "user0", "-p", "udp", "-j", "DROP"};
        String[] without = {"iptables", "-D", "FORWARD", "-i", "user0", "-p", "udp", "-j", "DROP"};
        try (PlaneFixture fixture = plane()) {
            assertEquals(List.of(), fixture.plane().troubles());
            rig.router().exec(rule).orThrow();
            fixture.plane().reconcile();
            List<String> troubles = fixture.plane().troubles();
            rig.router().exec(without).orThrow();
            assertEquals(1, troubles.size(), troubles::toString);
            assertTrue(troubles.getFirst().startsWith("packets of interface user0 leave past rules that have come since"
                    + " the node started: iptables -t filter -A FORWARD -i user0 -p udp -j DROP; "),
                    troubles::toString);
            fixture.plane().lookForRules();
            assertEquals(List.of(), fixture.plane().troubles());
        }
        try (PlaneFixture fixture = plane("bypass-netfilter", "yes")) {
            rig.router().exec(rule).orThrow();
            fixture.plane().reconcile();
            assertEquals(List.of(), fixture.plane().troubles());
        } finally {
            rig.router().exec(without).orThrow();
        }
    }

    @Test
    void shouldForwardWhatNoModuleWantsInTheKernel() throws Exception {
        try (PlaneFixture fixture = plane("fast-path", "forward");
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            PlaneFixture.warm(user, server, PORT);
            for (int i = 0; i < 100; i++) {
                user.send("not wanted " + i, SERVER_IPV4, PORT);
                assertEquals("not wanted " + i, server.receive().text());
                fixture.plane().reconcile();
            }
            assertEquals(0, fixture.counter("received"));
        }
    }

    @Test
    void shouldLeaveNothingBehindAndRefuseASecondPlane() throws Exception {
        String before = interfaces();
        PlaneFixture fixture = plane("mode", "generic");
        assertTrue(fixture.plane().isRunning());
        assertEquals("user0 generic, server0 generic", fixture.plane().settings().get("interfaces"));
        PlaneException refused = assertThrows(PlaneException.class, () -> plane());
        assertTrue(String.valueOf(refused.getMessage()).startsWith("xdp: another node runs"), refused.getMessage());
        assertTrue(interfaces().contains("xdpgeneric"), "the first one's program is still there");
        fixture.close();
        assertFalse(fixture.plane().isRunning());
        assertEquals(before, interfaces());
    }

    private static String interfaces() {
        return rig.router().ip("-o", "link", "show").stdout().replaceAll(" qdisc \\S+| state \\S+", "");
    }
}
