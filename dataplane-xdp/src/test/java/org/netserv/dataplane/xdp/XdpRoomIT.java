package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.USER_IPV4;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.dataplane.testing.Host;
import org.netserv.dataplane.xdp.kernel.Outcome;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.plane.PlaneException;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** What finds no room, in the smallest rings and frames that can be had: all of it is counted, and the next packet is decided. */
class XdpRoomIT {
    private static final int PORT = 5060;
    private static final int RING = 64;
    private static final int FRAMES = 256;
    private static final int UDP = 17;
    private static final PacketProcessor MARKING = packet -> {
        packet.setU8(packet.payloadOffset(), 'M');
        return Verdict.ACCEPT;
    };

    private static Rig rig;

    @BeforeAll
    static void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("xdproom");
    }

    @AfterAll
    static void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    private static PlaneFixture plane() throws PlaneException {
        return new PlaneFixture(rig.router().name(),
                Map.of("ring-size", Integer.toString(RING), "frames", Integer.toString(FRAMES)));
    }

    private static Host user() throws PlaneException {
        return Host.at(rig.user().name(), USER_IPV4, 0);
    }

    private static Host server(int port) throws PlaneException {
        return Host.at(rig.server().name(), SERVER_IPV4, port);
    }

    /** Sends packets, not faster than the link takes them; the program passes none for want of a heartbeat. */
    private static void send(PlaneFixture fixture, Host user, int port, String first, int packets) throws Exception {
        for (int i = 0; i < packets; i++) {
            if (i % 16 == 0) {
                fixture.beat();
                LockSupport.parkNanos(200_000);
            }
            user.send(i == 0 ? first : "p" + i, SERVER_IPV4, port);
        }
    }

    /** Has a module keep its thread with a full batch of packets behind it, and as many as the ring holds wait there. */
    private static void fill(PlaneFixture fixture, HoldingModule module, Host user, int port) throws Exception {
        send(fixture, user, port, "b", 1);
        assertTrue(module.holds());
        send(fixture, user, port, "b", RING);
        module.goOn();
        assertTrue(module.holds());
        send(fixture, user, port, "p", RING);
    }

    private static void assertDecides(Host user, Host server) throws Exception {
        user.send("next", SERVER_IPV4, PORT);
        assertEquals("Mext", server.receive().text());
    }

    @Test
    void shouldCountWhatTheReceiveRingHasNoRoomFor() throws Exception {
        int packets = 1000;
        HoldingModule module = new HoldingModule(MARKING);
        try (PlaneFixture fixture = plane(); Host user = user(); Host server = server(PORT)) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, module);
            send(fixture, user, PORT, "b", 1);
            assertTrue(module.holds());
            send(fixture, user, PORT, "p", packets);
            assertTrue(PlaneFixture.eventually(() -> fixture.program(Outcome.TO_RING) == 1 + packets));
            module.goOn();
            for (int i = 0; i < 1 + RING; i++) {
                assertEquals('M', server.receive().text().charAt(0));
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.count("xdp.kernel.receive-ring-full") == packets - RING),
                    () -> fixture.counters().toString());
            assertEquals(1 + RING, fixture.counter("received"));
            assertDecides(user, server);
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
            assertEquals(0, fixture.sum("lost."), () -> fixture.counters().toString());
        } finally {
            module.end();
        }
    }

    @Test
    void shouldCountWhatTheTransmitRingHasNoRoomForAndSendTheRestLater() throws Exception {
        HoldingModule module = new HoldingModule(MARKING);
        try (PlaneFixture fixture = plane(); Host user = user(); Host server = server(PORT)) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, module);
            fill(fixture, module, user, PORT);
            assertEquals('M', server.receive().text().charAt(0));
            rig.router().ip("link", "set", "server0", "down");
            module.goOn();
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("lost.ring-full") == RING),
                    () -> fixture.counters().toString());
            assertTrue(fixture.counter("link-failures") > 0, () -> fixture.counters().toString());
            rig.router().ip("link", "set", "server0", "up");
            rig.router().ip("address", "replace", Rig.ROUTER_SERVER_IPV6 + "/64", "dev", "server0", "nodad");
            for (int i = 0; i < RING; i++) {
                assertEquals('M', server.receive().text().charAt(0));
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("forwarded") == 1 + RING),
                    () -> fixture.counters().toString());
            assertEquals(1 + 2 * RING, fixture.counter("received"));
            assertDecides(user, server);
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
        } finally {
            module.end();
        }
    }

    @Test
    void shouldCountWhatComesWhileNoFrameIsFree() throws Exception {
        int over = 10;
        HoldingModule tried = new HoldingModule(MARKING);
        HoldingModule module = new HoldingModule(MARKING);
        try (PlaneFixture fixture = plane();
                Host user = user();
                Host server = server(PORT);
                Host other = server(PORT + 1)) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, module);
            fixture.installInQuarantine(List.of(PlaneFixture.udp(SERVER_IPV4, PORT + 1)), tried);
            fill(fixture, tried, user, PORT + 1);
            assertEquals('M', other.receive().text().charAt(0));
            fill(fixture, module, user, PORT);
            send(fixture, user, PORT, "over", over);
            int sent = 2 * (1 + 2 * RING) + over;
            assertTrue(PlaneFixture.eventually(() -> fixture.program(Outcome.TO_RING) == sent),
                    () -> fixture.counters().toString());
            tried.end();
            module.end();
            assertTrue(PlaneFixture.eventually(() -> fixture.count("xdp.kernel.fill-ring-empty") >= over),
                    () -> fixture.counters().toString());
            long lost = fixture.count("xdp.kernel.fill-ring-empty");
            assertTrue(PlaneFixture.eventually(
                    () -> fixture.counter("received") + fixture.count("xdp.q0.received") + lost == sent),
                    () -> fixture.counters().toString());
            assertEquals(0, fixture.count("xdp.kernel.receive-ring-full"));
            for (int i = 0; i < 1 + 2 * RING - (lost - over); i++) {
                assertEquals('M', server.receive().text().charAt(0));
            }
            assertDecides(user, server);
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
        } finally {
            tried.end();
            module.end();
        }
    }

    @Test
    void shouldRefuseFiltersThatTheKernelHasNoRoomForAndGoOnWithTheOthers() throws Exception {
        List<PacketFilter> many = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Prefix prefix = Prefix.parse("10.9.0." + i);
            for (int port = 1; port <= 65_535; port++) {
                many.add(new PacketFilter(prefix, UDP, port == PORT + i ? 1 : port)); // no two prefixes share their rules
            }
        }
        try (PlaneFixture fixture = plane(); Host user = user(); Host server = server(PORT)) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, MARKING);
            PlaneException refused = assertThrows(PlaneException.class, () -> fixture.install(many, MARKING));
            assertTrue(String.valueOf(refused.getMessage())
                    .matches("xdp: filters need \\d+ rules in the kernel, and those before 1, which has room for \\d+"),
                    refused::getMessage);
            assertEquals(1, fixture.path().modules().size());
            assertDecides(user, server);
        }
    }
}
