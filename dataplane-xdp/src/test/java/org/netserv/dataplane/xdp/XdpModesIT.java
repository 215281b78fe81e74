package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.USER_IPV4;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.dataplane.testing.Host;
import org.netserv.dataplane.xdp.ring.PortGroup.Copying;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeThread;
import org.netserv.node.plane.PlaneException;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** What the plane chooses, as the kernel says it, between interfaces of two queues each; and that packets pass in each of the ways. */
class XdpModesIT {
    private static final int PORT = 5060;
    private static final PacketProcessor MARKING = packet -> {
        packet.setU8(packet.payloadOffset(), 'M');
        return Verdict.ACCEPT;
    };

    @TempDir
    private static Path folder;

    private static Rig rig;

    @BeforeAll
    static void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("xdpmodes");
        twoQueues(rig.user(), "user0", Rig.USER_IPV4, Rig.ROUTER_USER_IPV4);
        twoQueues(rig.server(), "server0", Rig.SERVER_IPV4, Rig.ROUTER_SERVER_IPV4);
    }

    /** Another link in the place of the rig's, with two queues each way on both ends. */
    private static void twoQueues(Namespace host, String routerInterface, String address, String router) {
        host.ip("link", "del", Rig.HOST_INTERFACE);
        host.ip("link", "add", Rig.HOST_INTERFACE, "numrxqueues", "2", "numtxqueues", "2", "type", "veth", "peer",
                "name",
                routerInterface, "numrxqueues", "2", "numtxqueues", "2", "netns", rig.router().name());
        host.exec("ethtool", "-K", Rig.HOST_INTERFACE, "tx", "off", "tso", "off", "gso", "off", "gro", "off").orThrow();
        host.ip("link", "set", Rig.HOST_INTERFACE, "up");
        rig.router().ip("link", "set", routerInterface, "up");
        host.ip("address", "add", address + "/24", "dev", Rig.HOST_INTERFACE);
        rig.router().ip("address", "add", router + "/24", "dev", routerInterface);
        host.ip("route", "add", "default", "via", router);
    }

    @AfterAll
    static void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    private static PlaneFixture plane(String... options) throws PlaneException {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return new PlaneFixture(rig.router().name(), given);
    }

    private static Host user() throws PlaneException {
        return Host.at(rig.user().name(), USER_IPV4, 0);
    }

    private static Host server() throws PlaneException {
        return Host.at(rig.server().name(), SERVER_IPV4, PORT);
    }

    @Test
    void shouldDecidePacketsOfEachQueueOnAThreadOfItsOwn() throws Exception {
        int flows = 32;
        int packets = 100 * flows;
        List<Host> users = new ArrayList<>();
        try (PlaneFixture fixture = plane(); Host server = server(); Host first = user()) {
            PlaneFixture.warm(first, server, PORT);
            fixture.install(SERVER_IPV4, PORT, MARKING);
            for (int i = 0; i < flows; i++) { // the sender's kernel gives each flow a queue
                users.add(user());
            }
            for (int round = 0; round < 100; round++) {
                for (Host user : users) {
                    user.send("packet", SERVER_IPV4, PORT);
                    Host.Datagram received = server.receive();
                    assertEquals("Macket", received.text());
                    assertEquals(user.port(), received.port());
                }
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("forwarded") == packets));
            assertTrue(fixture.count("xdp.w0.received") >= 100, fixture.counters()::toString);
            assertTrue(fixture.count("xdp.w1.received") >= 100, fixture.counters()::toString);
            assertEquals(packets, fixture.count("xdp.w0.received") + fixture.count("xdp.w1.received"));
            assertEquals(0, fixture.sum("stack.") + fixture.sum("lost."), fixture.counters()::toString);
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
            assertEquals("2 (user0 2 of 2, server0 2 of 2)", fixture.plane().settings().get("queues"));
        } finally {
            users.forEach(Host::close);
        }
    }

    @Test
    void shouldShowWhatItHasChosenAsTheKernelSays() throws Exception {
        try (PlaneFixture fixture = plane()) {
            Map<String, String> settings = fixture.plane().settings();
            assertEquals("user0 native, server0 native", settings.get("interfaces"));
            assertEquals("yes", settings.get("copy")); // a veth cannot do otherwise
            assertEquals("yes", settings.get("need-wakeup"));
            assertEquals("no", settings.get("busy-poll"));
            assertEquals("no, there is one way only", settings.get("measured"));
            assertEquals(hasTransmitBudget() ? "2048" : "32", settings.get("transmit-budget"));
            assertEquals("64", settings.get("batch"));
            assertEquals("2048", settings.get("ring-size"));
            List<Integer> cpus = NativeThread.allowedCpus();
            assertTrue(PlaneFixture.eventually(() -> ("cpu " + cpus.get(0) + ", normal, nice -10; cpu "
                    + cpus.get(1 % cpus.size()) + ", normal, nice -10")
                    .equals(fixture.plane().settings().get("packet-threads"))), settings::toString);
            String pages = String.valueOf(settings.get("huge-pages"));
            assertTrue(pages.matches("no|(reserved|transparent), .*kB"), pages);
        }
    }

    /** XDP_MAX_TX_SKB_BUDGET came with Linux 6.17; without it a call sends 32 packets. */
    private static boolean hasTransmitBudget() {
        String[] release = System.getProperty("os.version").split("[^0-9]+", -1);
        int major = Integer.parseInt(release[0]);
        return major > 6 || (major == 6 && Integer.parseInt(release[1]) >= 17);
    }

    @ParameterizedTest
    @CsvSource({"mode,generic,interfaces,'user0 generic, server0 generic'", "need-wakeup,no,need-wakeup,no",
        "busy-poll,yes,busy-poll,yes", "copy,yes,copy,yes", "huge-pages,no,huge-pages,no", "batch,1,batch,1",
        "ring-size,128,ring-size,128", "queues,1,queues,'1 (user0 1 of 2, server0 1 of 2)'"})
    void shouldDoAsItIsToldAndForwardPacketsSo(String option, String value, String setting, String shown)
            throws Exception {
        try (PlaneFixture fixture = plane(option, value); Host user = user(); Host server = server()) {
            assertEquals(shown, fixture.plane().settings().get(setting));
            assertEquals(!hasTransmitBudget() ? "32" : option.equals("ring-size") ? value : "2048",
                    fixture.plane().settings().get("transmit-budget"));
            PlaneFixture.warm(user, server, PORT);
            if (!option.equals("queues")) { // packets of a queue without a thread pass
                fixture.install(SERVER_IPV4, PORT, MARKING);
            }
            for (int i = 0; i < 500; i++) {
                user.send("packet", SERVER_IPV4, PORT);
                assertEquals(option.equals("queues") ? "packet" : "Macket", server.receive().text());
            }
            assertEquals(0, fixture.sum("lost."), fixture.counters()::toString);
        }
    }

    @Test
    void shouldRefuseZeroCopyThatADriverCannotDo() {
        PlaneException refused = assertThrows(PlaneException.class, () -> plane("copy", "no"));
        assertTrue(
                String.valueOf(refused.getMessage())
                        .startsWith("xdp: not all of [user0, server0] can do zero copy, which"
                                + " option copy=\"no\" asks for: expected copy=\"auto\" or \"yes\""),
                refused::getMessage);
    }

    @Test
    void shouldScheduleAndPinThreadsAsToldWhereTheKernelLetsIt() throws Exception {
        int cpu = NativeThread.allowedCpus().getLast();
        FutureTask<Boolean> allowed = new FutureTask<>(() -> {
            try {
                NativeThread.realtime(NativeThread.id(), 5);
                return true;
            } catch (NativeException e) {
                return false;
            }
        });
        Thread.ofPlatform().start(allowed);
        String expected = "cpu " + cpu + (allowed.get() ? ", fifo 5" : ", normal, nice 3");
        try (PlaneFixture fixture = plane("scheduling", "fifo:5", "nice", "3", "cpus", Integer.toString(cpu))) {
            assertTrue(PlaneFixture.eventually(() -> (expected + "; " + expected)
                    .equals(fixture.plane().settings().get("packet-threads"))), fixture.plane().settings()::toString);
        }
    }

    @Test
    void shouldLoseNoPacketWhenSocketsAreOpenedAnew() throws Exception {
        int packets = 8000;
        try (PlaneFixture fixture = plane(); Host user = user(); Host server = server()) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, MARKING);
            FutureTask<Boolean> sending = new FutureTask<>(() -> {
                for (int i = 0; i < packets; i++) {
                    user.send("p" + i, SERVER_IPV4, PORT);
                    LockSupport.parkNanos(100_000);
                }
                return true;
            });
            Thread.ofPlatform().start(sending);
            for (boolean busyPoll : new boolean[]{true, false, true}) {
                LockSupport.parkNanos(100_000_000);
                fixture.plane().change(new Manner(Copying.COPY, busyPoll));
                assertEquals(busyPoll ? "yes" : "no", fixture.plane().settings().get("busy-poll"));
            }
            assertTrue(sending.get());
            user.send("one more", SERVER_IPV4, PORT); // on a busy host those before may all have gone by the stack
            int received = 0;
            boolean decided = false;
            for (Host.Datagram each = server.receive(); each != null; each = server.receiveWithin(500)) {
                received++;
                decided = each.text().startsWith("M");
            }
            assertEquals(packets + 1, received);
            assertTrue(decided, "the last is decided again");
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
            assertEquals(List.of(), fixture.plane().troubles());
        }
    }

    /** What comes nearest to a driver's reset on a veth. One queue alone has sockets: the kernel takes away no other. */
    @Test
    void shouldGoOnWhenADriverIsSetUpAnew() throws Exception {
        channels(rig.user(), Rig.HOST_INTERFACE, 1);
        channels(rig.server(), Rig.HOST_INTERFACE, 1);
        try (PlaneFixture fixture = plane("queues", "1"); Host user = user(); Host server = server()) {
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, MARKING);
            XdpEngine engine = fixture.plane().engine();
            for (String link : List.of("user0", "server0")) {
                for (int channels : new int[]{1, 2}) {
                    channels(rig.router(), link, channels);
                    assertDecidesAgain(fixture, user, server);
                }
            }
            for (String gro : List.of("on", "off")) {
                for (String link : List.of("user0", "server0")) {
                    rig.router().exec("ethtool", "-K", link, "gro", gro).orThrow();
                    assertDecidesAgain(fixture, user, server);
                }
                for (Namespace host : List.of(rig.user(), rig.server())) {
                    host.exec("ethtool", "-K", Rig.HOST_INTERFACE, "gro", gro).orThrow();
                    assertDecidesAgain(fixture, user, server);
                }
            }
            assertSame(engine, fixture.plane().engine());
            assertTrue(PlaneFixture.eventually(fixture::areFramesHome));
            assertEquals(0, fixture.sum("lost."), fixture.counters()::toString);
        } finally {
            channels(rig.router(), "user0", 2);
            channels(rig.router(), "server0", 2);
            channels(rig.user(), Rig.HOST_INTERFACE, 2);
            channels(rig.server(), Rig.HOST_INTERFACE, 2);
        }
    }

    private static void channels(Namespace host, String link, int number) {
        host.exec("ethtool", "-L", link, "rx", Integer.toString(number), "tx", Integer.toString(number));
        String shown = host.exec("ethtool", "-l", link).orThrow().stdout();
        String now = shown.substring(shown.indexOf("Current hardware settings"));
        assertTrue(now.replaceAll("\\s+", " ").contains("RX: " + number + " TX: " + number), now);
    }

    /** Packets may be lost while the driver is off; then each of them is decided. */
    private static void assertDecidesAgain(PlaneFixture fixture, Host user, Host server) throws Exception {
        Host.Datagram first = null;
        for (int i = 0; i < 50 && first == null; i++) {
            user.send("packet", SERVER_IPV4, PORT);
            first = server.receiveWithin(100);
        }
        assertNotNull(first, fixture.counters()::toString);
        boolean more = true;
        while (more) { // what was under way
            more = server.receiveWithin(20) != null;
        }
        for (int i = 0; i < 50; i++) {
            user.send("packet", SERVER_IPV4, PORT);
            assertEquals("Macket", server.receive().text());
        }
        fixture.plane().reconcile();
        assertEquals(List.of(), fixture.plane().troubles());
    }

    /** As there is no zero copy on a veth, between sleeping in poll and polling the driver. */
    @Test
    void shouldMeasureByPacketsThatComeAndKnowAtTheNextStart() throws Exception {
        int round = 300;
        String namespace = rig.router().name();
        try (PlaneFixture fixture = new PlaneFixture(namespace, Map.of("busy-poll", "auto"), folder, round);
                Host user = user();
                Host server = server()) {
            assertEquals("no packets yet that [copy, copy+busy-poll] could be compared by",
                    fixture.plane().settings().get("measured"));
            PlaneFixture.warm(user, server, PORT);
            fixture.install(SERVER_IPV4, PORT, MARKING);
            List<String> manners = new ArrayList<>();
            while (!Files.exists(folder.resolve("plane-xdp.json"))) {
                manners.add(String.valueOf(fixture.plane().settings().get("busy-poll")));
                for (int i = 0; i < round; i++) {
                    user.send("packet", SERVER_IPV4, PORT);
                    assertEquals("Macket", server.receive().text());
                }
                fixture.plane().reconcile();
            }
            assertEquals(List.of("no", "no", "no", "no", "yes", "yes", "yes", "yes"), manners);
            String measured = String.valueOf(fixture.plane().settings().get("measured"));
            assertTrue(measured.matches("copy \\d+ ns, copy\\+busy-poll \\d+ ns"), measured);
        }
        try (PlaneFixture again = new PlaneFixture(namespace, Map.of("busy-poll", "auto"), folder, round)) {
            assertTrue(String.valueOf(again.plane().settings().get("measured")).endsWith(", as measured before"));
        }
        try (PlaneFixture other = new PlaneFixture(namespace, Map.of("busy-poll", "auto", "batch", "32"), folder,
                round)) {
            assertFalse(String.valueOf(other.plane().settings().get("measured")).endsWith(", as measured before"));
        }
    }
}
