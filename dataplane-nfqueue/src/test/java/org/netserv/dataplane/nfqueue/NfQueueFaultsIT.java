package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.ROUTER_SERVER_INTERFACE;
import static org.netserv.rig.Rig.ROUTER_USER_INTERFACE;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.USER_IPV4;

import org.netserv.dataplane.testing.Host;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.guard.Warden;
import org.netserv.node.plane.PlaneException;
import org.netserv.testing.FaultRecord;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;
import org.slf4j.LoggerFactory;

/** Interfaces that go, buffers that overrun, packet threads that are stuck or die: what the network sees of it. */
class NfQueueFaultsIT {
    private static final int PORT = 5060;
    private static final PacketProcessor RAISES = packet -> {
        packet.setU8(packet.payloadOffset(), 'U');
        return Verdict.ACCEPT;
    };

    private Rig rig;
    /** At the server, of what goes on while an interface changes. */
    private int arrived;

    @BeforeEach
    void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("nfqfault");
    }

    @AfterEach
    void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    @Test
    void shouldGoOnWhenAnInterfaceGoesDownComesUpAndGetsAnotherNameUnderTraffic() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, RAISES);
            SteadySender sender = new SteadySender(user, "u", PORT);
            int next = expectFrom(server, 0);
            // Where packets leave: the module goes on seeing them, the router has no way to the server.
            rig.router().ip("link", "set", ROUTER_SERVER_INTERFACE, "down");
            long seen = fixture.counter("changed");
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("received") >= seen + 20));
            rig.router().ip("link", "set", ROUTER_SERVER_INTERFACE, "name", "wan0");
            rig.router().ip("link", "set", "wan0", "up");
            next = expectFrom(server, next + 20);
            // Where they come from: they get lost on the way to the router, which sees none of them.
            rig.router().ip("link", "set", ROUTER_USER_INTERFACE, "down");
            int sent = sender.sent();
            assertTrue(PlaneFixture.eventually(() -> sender.sent() >= sent + 20));
            rig.router().ip("link", "set", ROUTER_USER_INTERFACE, "name", "lan0");
            rig.router().ip("link", "set", "lan0", "up");
            expectFrom(server, next + 1);
            int all = sender.finish();
            assertEquals(List.of(), fixture.plane().troubles());
            assertEquals(0, fixture.counter("netlink-errors"));
            assertEquals(0, fixture.counter("rules.restored"));
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("received") == fixture.counter("changed")),
                    "the module saw every one that came");
            while (server.receiveWithin(300) != null) {
                arrived++;
            }
            FaultRecord.of("interface-changed", getClass()).packets(all, all - arrived).unseen(0)
                    .figure("came to the router, and the module saw,", fixture.counter("changed"), "").write();
        }
    }

    /** Waits until the server gets a packet that has at least that number and was seen by the module; its number. */
    private int expectFrom(Host server, int number) throws Exception {
        while (true) {
            String text = server.receive().text();
            arrived++;
            assertEquals('U', text.charAt(0));
            int received = Integer.parseInt(text.substring(1));
            if (received >= number) {
                return received;
            }
        }
    }

    @Test
    void shouldPassWhatFindsTheReceiveBufferFullWhenItIsToFailOpen() throws Exception {
        Overrun overrun = overrun("yes");
        assertEquals(overrun.sent, overrun.arrived);
        assertTrue(overrun.unseen > 0, "the buffer did not overrun");
        assertEquals(0, overrun.bufferFull);
        overrun.record("buffer-overrun-open", getClass());
    }

    @Test
    void shouldCountWhatFindsTheReceiveBufferFullWhenItIsNotToFailOpen() throws Exception {
        Overrun overrun = overrun("no");
        assertTrue(overrun.bufferFull > 0, "the buffer did not overrun");
        assertEquals(overrun.sent, overrun.arrived + overrun.bufferFull);
        assertEquals(0, overrun.unseen);
        overrun.record("buffer-overrun-closed", getClass());
    }

    private record Overrun(int sent, int arrived, int unseen, long bufferFull) {
        void record(String fault, Class<?> test) {
            FaultRecord.of(fault, test).packets(sent, sent - arrived).unseen(unseen)
                    .figure("buffer-full", bufferFull, "").write();
        }
    }

    /** Sends three times what the receive buffer holds while nobody receives it, and some more afterwards. */
    private Overrun overrun(String failOpen) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        int sent = 0;
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(),
                Map.of("receive-buffer", "262144", "fail-open", failOpen, "bypass", "no"));
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, packet -> {
                busy.countDown();
                awaitUninterruptibly(end);
                return RAISES.process(packet);
            });
            user.send("u", SERVER_IPV4, PORT);
            busy.await();
            byte[] large = new byte[1400];
            large[0] = 'u';
            for (sent = 1; sent < 600; sent++) {
                user.send(large, SERVER_IPV4, PORT);
            }
            awaitForwarded(fixture, sent);
            end.countDown();
            assertTrue(PlaneFixture.eventually(() -> waiting() == 0));
            for (int i = 0; i < 10; i++, sent++) {
                user.send("u", SERVER_IPV4, PORT);
            }
            int arrived = 0;
            int unseen = 0;
            for (Host.Datagram datagram = server.receiveWithin(500); datagram != null; datagram = server
                    .receiveWithin(500)) {
                arrived++;
                unseen += datagram.text().charAt(0) == 'u' ? 1 : 0;
            }
            assertTrue(arrived >= 10 && fixture.counter("changed") == arrived - unseen, fixture.counters().toString());
            int lost = sent - arrived;
            PlaneFixture.eventually(() -> fixture.counter("kernel.buffer-full") >= lost);
            assertEquals(0, fixture.counter("netlink-errors"));
            return new Overrun(sent, arrived, unseen, fixture.counter("kernel.buffer-full"));
        } finally {
            end.countDown();
        }
    }

    /** Waits until the router has had so many packets from the user. */
    private void awaitForwarded(PlaneFixture fixture, int packets) {
        assertTrue(PlaneFixture.eventually(() -> Long.parseLong(rig.router()
                .exec("cat", "/sys/class/net/" + ROUTER_USER_INTERFACE + "/statistics/rx_packets").orThrow().stdout()
                .strip()) >= packets), fixture.counters().toString());
    }

    /** Packets that wait for a verdict: the third column of nfnetlink_queue, a line a queue. */
    private int waiting() {
        return rig.router().exec("cat", "/proc/net/netfilter/nfnetlink_queue").orThrow().stdout().lines()
                .mapToInt(line -> Integer.parseInt(line.strip().split(" +", -1)[2])).sum();
    }

    @Test
    void shouldSayThatAPacketThreadIsStuckAndLetItsPacketsPass() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            install(fixture, end);
            assertEquals(List.of(), fixture.plane().troubles());
            long begun = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                user.send("u" + i, SERVER_IPV4, PORT);
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.plane().troubles().toString()
                    .startsWith("[thread netserv-nfq-0 does not get on")), fixture.plane().troubles().toString());
            assertEquals(1, fixture.counter("threads.stuck"));
            long saidMillis = (System.nanoTime() - begun) / 1_000_000;
            for (int i = 0; i < 100; i++) {
                assertEquals("u" + i, server.receive().text(), "it passes, unseen by the module");
            }
            long passedMillis = (System.nanoTime() - begun) / 1_000_000;
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("threads.passed") == 100));
            assertTrue(PlaneFixture.eventually(() -> fixture.plane().troubles().equals(
                    List.of("thread netserv-nfq-0 does not get on: its packets pass, unseen by modules"))));
            end.countDown();
            assertTrue(PlaneFixture.eventually(() -> fixture.plane().troubles().isEmpty()),
                    fixture.plane().troubles().toString());
            user.send("u", SERVER_IPV4, PORT);
            assertEquals("U", server.receive().text());
            assertEquals(0, fixture.counter("threads.restarted"));
            FaultRecord.of("thread-stuck", getClass()).packets(101, 0).unseen(100)
                    .figure("said after", saidMillis, "ms").figure("the last one waited", passedMillis, "ms").write();
        } finally {
            end.countDown();
        }
    }

    @Test
    void shouldKeepThePacketsOfAStuckThreadWaitingWhenNoneIsToBypassTheNode() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of("bypass", "no"));
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            install(fixture, end);
            user.send("u", SERVER_IPV4, PORT);
            assertTrue(PlaneFixture.eventually(() -> !fixture.plane().troubles().isEmpty()));
            // Longer than it takes until they would pass.
            assertNull(server.receiveWithin(3000));
            end.countDown();
            assertEquals("U", server.receive().text());
            assertEquals(0, fixture.counter("threads.passed"));
            assertEquals(0, fixture.counter("netlink-errors"));
            FaultRecord.of("thread-stuck-closed", getClass()).packets(1, 0).unseen(0)
                    .figure("waited longer than", 3000, "ms").write();
        } finally {
            end.countDown();
        }
    }

    /** A module that waits for the end before it raises a packet. */
    private static void install(PlaneFixture fixture, CountDownLatch end) throws PlaneException {
        fixture.install(SERVER_IPV4, PORT, packet -> {
            awaitUninterruptibly(end);
            return RAISES.process(packet);
        });
    }

    @Test
    void shouldReplaceAPacketThreadThatHasDiedAndLoseNoPacket() throws Exception {
        BrokenLog log = new BrokenLog();
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, packet -> {
                if (packet.payloadLength() > 2) {
                    Warden.watch().leave(); // what the guard counts is wrong now: it fails on the next batch
                }
                return RAISES.process(packet);
            });
            user.send("u--", SERVER_IPV4, PORT);
            assertEquals("U--", server.receive().text());
            Thread first = packetThread();
            log.attach();
            user.send("u1", SERVER_IPV4, PORT);
            assertEquals("u1", server.receive().text(), "its batch goes on as it came");
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("threads.restarted") == 1));
            assertTrue(!first.isAlive() && packetThread().isAlive());
            for (int i = 2; i < 10; i++) {
                user.send("u" + i, SERVER_IPV4, PORT);
                assertEquals("U" + i, server.receive().text());
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.plane().troubles().isEmpty()));
            assertNull(server.receiveWithin(20));
            FaultRecord.of("thread-dead", getClass()).packets(10, 0).unseen(1).figure("threads started anew", 1, "")
                    .write();
        } finally {
            log.detach();
        }
    }

    private static Thread packetThread() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("netserv-nfq-0"))
                .findFirst().orElseThrow();
    }

    /** Where packet threads log: an error comes back. */
    private static final class BrokenLog extends AppenderBase<ILoggingEvent> {
        private final Logger logger = (Logger) LoggerFactory.getLogger(NfQueuePoller.class);

        void attach() {
            start();
            logger.addAppender(this);
        }

        void detach() {
            logger.detachAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            throw new AssertionError("the log is broken");
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
