package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.HOST_INTERFACE;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.USER_IPV4;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.dataplane.testing.Host;
import org.netserv.dataplane.xdp.kernel.Outcome;
import org.netserv.node.plane.PlaneException;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** What changes of a link while the plane runs: how long its packets may be, what it takes, who is there, and whether it is up. */
class XdpLinkIT {
    private static final int PORT = 5060;
    private static final int LENGTHENED = 1000;
    private static final PacketProcessor FIRST_LETTER_DECIDES = packet -> switch (packet.u8(packet.payloadOffset())) {
        case 'u' -> {
            packet.setU8(packet.payloadOffset(), 'U');
            yield Verdict.ACCEPT;
        }
        case 'l' -> {
            packet.length(packet.length() + LENGTHENED);
            packet.setU8(packet.payloadOffset(), 'L');
            yield Verdict.ACCEPT;
        }
        case 'r' -> {
            packet.swapAddresses();
            packet.swapPorts();
            yield Verdict.REPLY;
        }
        default -> Verdict.ACCEPT;
    };

    private static Rig rig;

    @BeforeAll
    static void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("xdplink");
    }

    @AfterAll
    static void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    private static PlaneFixture plane(String option, String value) throws PlaneException {
        return new PlaneFixture(rig.router().name(), Map.of(option, value));
    }

    private static Host user() throws PlaneException {
        return Host.at(rig.user().name(), USER_IPV4, 0);
    }

    private static Host server() throws PlaneException {
        return Host.at(rig.server().name(), SERVER_IPV4, PORT);
    }

    /** Sends a packet of so many bytes of payload. */
    private static void send(Host user, char kind, int length) throws Exception {
        user.send(kind + "x".repeat(length - 1), SERVER_IPV4, PORT);
    }

    private static void mtu(Namespace host, String link, int mtu) {
        host.ip("link", "set", link, "mtu", Integer.toString(mtu));
    }

    /** On both links, and what hosts have learned of the way is forgotten. */
    private static void mtu(int mtu) {
        mtu(rig.user(), HOST_INTERFACE, mtu);
        mtu(rig.router(), "user0", mtu);
        mtu(rig.router(), "server0", mtu);
        mtu(rig.server(), HOST_INTERFACE, mtu);
        rig.user().ip("route", "flush", "cache");
    }

    @Test
    void shouldGoOnWhenLinksTakeLongerPackets() throws Exception {
        try (PlaneFixture fixture = plane("mode", "native"); Host user = user(); Host server = server()) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            send(user, 'l', 600);
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("stack.too-long") == 1),
                    () -> fixture.counters().toString());
            mtu(3000);
            fixture.plane().reconcile();
            send(user, 'l', 600);
            assertEquals(600 + LENGTHENED, server.receive().text().length());
            send(user, 'u', 2500);
            assertEquals("u" + "x".repeat(2499), server.receive().text(), "no frame of the rings holds it");
            assertEquals(1, fixture.program(Outcome.OVERSIZE));
            send(user, 'u', 100);
            assertEquals("U" + "x".repeat(99), server.receive().text());
            mtu(1500);
            fixture.plane().reconcile();
            send(user, 'u', 100);
            assertEquals("U" + "x".repeat(99), server.receive().text());
            send(user, 'l', 600);
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("stack.too-long") == 2),
                    () -> fixture.counters().toString());
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
            assertEquals(List.of(), fixture.plane().troubles());
        } finally {
            mtu(1500);
        }
    }

    /** The program finds a way for it, so that only the node can see that it has become too long. */
    @Test
    void shouldLeaveToTheStackWhatBecomesTooLongForALinkThatTakesLessNow() throws Exception {
        try (PlaneFixture fixture = plane("mode", "native"); Host user = user(); Host server = server()) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            mtu(rig.router(), "server0", 1000);
            fixture.plane().reconcile();
            send(user, 'l', 100);
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("stack.too-long") == 1),
                    () -> fixture.counters().toString());
            mtu(1500);
            fixture.plane().reconcile();
            send(user, 'l', 100);
            assertEquals(100 + LENGTHENED, server.receive().text().length());
            assertEquals(1, fixture.sum("stack."), () -> fixture.counters().toString());
        } finally {
            mtu(1500);
        }
    }

    @Test
    void shouldForwardInTheKernelOnlyToALinkThatTakesFrames() throws Exception {
        try (PlaneFixture fixture = plane("fast-path", "forward"); Host user = user(); Host server = server()) {
            PlaneFixture.warm(user, server, PORT);
            for (Outcome expected : List.of(Outcome.NO_TRANSMIT, Outcome.FORWARDED, Outcome.NO_TRANSMIT,
                    Outcome.FORWARDED)) {
                gro(expected == Outcome.FORWARDED ? "on" : "off");
                fixture.plane().reconcile();
                long before = fixture.program(expected);
                for (int i = 0; i < 50; i++) {
                    user.send(expected + " " + i, SERVER_IPV4, PORT);
                    assertEquals(expected + " " + i, server.receive().text());
                }
                assertEquals(before + 50, fixture.program(expected), () -> fixture.counters().toString());
            }
        } finally {
            gro("off");
        }
    }

    /** A veth takes frames from XDP while its peer works by NAPI. */
    private static void gro(String wanted) {
        rig.server().exec("ethtool", "-K", HOST_INTERFACE, "gro", wanted).orThrow();
    }

    @Test
    void shouldHaveTheKernelAskANeighbourAgainThatOnlyARingSendsTo() throws Exception {
        rig.router().sysctl(1, "ipv4/neigh/server0/delay_first_probe_time"); // seconds
        try (PlaneFixture fixture = plane("mode", "native"); Host user = user(); Host server = server()) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            rig.router().ip("neigh", "change", SERVER_IPV4, "dev", "server0", "nud", "stale");
            send(user, 'u', 10);
            assertEquals('U', server.receive().text().charAt(0));
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("forwarded") == 1));
            assertEquals("STALE", neighbour());
            fixture.plane().reconcile();
            assertTrue(PlaneFixture.eventually(() -> neighbour().equals("REACHABLE")), XdpLinkIT::neighbour);
        }
    }

    /** What the router's kernel thinks of the server. */
    private static String neighbour() {
        String[] words = rig.router().ip("neigh", "show", SERVER_IPV4, "dev", "server0").stdout().strip()
                .split(" ", -1);
        return words[words.length - 1];
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "generic"})
    void shouldKeepRepliesForALinkThatGoesDownUntilItIsBack(String mode) throws Exception {
        int replies = 30;
        HoldingModule module = new HoldingModule(FIRST_LETTER_DECIDES);
        try (PlaneFixture fixture = plane("mode", mode); Host user = user(); Host server = server()) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, module);
            send(user, 'b', 10);
            assertTrue(module.holds());
            for (int i = 0; i < replies; i++) {
                send(user, 'r', 10 + i);
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.program(Outcome.TO_RING) == 1 + replies));
            rig.router().ip("link", "set", "user0", "down");
            module.goOn();
            assertEquals('b', server.receive().text().charAt(0));
            assertTrue(PlaneFixture.eventually(
                    () -> fixture.counter("replied") == replies && fixture.counter("link-failures") > 0),
                    () -> fixture.counters().toString());
            fixture.plane().reconcile();
            assertEquals(List.of("interface user0 is down"), fixture.plane().troubles());
            rig.router().ip("link", "set", "user0", "up");
            rig.router().ip("address", "replace", Rig.ROUTER_USER_IPV6 + "/64", "dev", "user0", "nodad");
            fixture.plane().reconcile();
            assertEquals(List.of(), fixture.plane().troubles());
            for (int i = 0; i < replies; i++) {
                assertEquals(10 + i, user.receive().text().length());
            }
            send(user, 'u', 10);
            assertEquals('U', server.receive().text().charAt(0));
            send(user, 'r', 10);
            assertEquals(10, user.receive().text().length());
            assertEquals(0, fixture.sum("lost.") + fixture.sum("stack."), () -> fixture.counters().toString());
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
        } finally {
            module.end();
        }
    }

    /**
     * A local sender behind a veth leaves checksums to a driver that never comes, and nothing in a frame says so (ADR 15). What is
     * changed gets a whole one, what the stack sends too; the rest leaves as it came, and its receiver drops it.
     */
    @Test
    void shouldCompleteChecksumsOnlyOfWhatIsChanged() throws Exception {
        rig.user().exec("ethtool", "-K", HOST_INTERFACE, "tx", "on").orThrow();
        try (PlaneFixture fixture = plane("mode", "native"); Host user = user(); Host server = server()) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            send(user, 'u', 10);
            assertEquals('U', server.receive().text().charAt(0));
            send(user, 'r', 10);
            assertEquals(10, user.receive().text().length());
            send(user, 'a', 10);
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("forwarded") == 2));
            assertNull(server.receiveWithin(300));
        } finally {
            rig.user().exec("ethtool", "-K", HOST_INTERFACE, "tx", "off").orThrow();
        }
    }

    @Test
    void shouldNotCompleteChecksumsOfWhatItForwardsInTheKernel() throws Exception {
        gro("on");
        try (PlaneFixture fixture = plane("fast-path", "forward"); Host user = user(); Host server = server()) {
            PlaneFixture.warm(user, server, PORT);
            fixture.plane().reconcile();
            rig.user().exec("ethtool", "-K", HOST_INTERFACE, "tx", "on").orThrow();
            long before = fixture.program(Outcome.FORWARDED);
            send(user, 'a', 10);
            assertTrue(PlaneFixture.eventually(() -> fixture.program(Outcome.FORWARDED) == before + 1));
            assertNull(server.receiveWithin(300));
        } finally {
            gro("off");
            rig.user().exec("ethtool", "-K", HOST_INTERFACE, "tx", "off").orThrow();
        }
    }
}
