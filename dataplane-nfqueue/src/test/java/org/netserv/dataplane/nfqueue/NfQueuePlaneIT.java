package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.SERVER_IPV6;
import static org.netserv.rig.Rig.USER_IPV4;
import static org.netserv.rig.Rig.USER_IPV6;

import org.netserv.dataplane.testing.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** Packets through the plane, on the kernel: accepted, dropped, changed, many, large. */
class NfQueuePlaneIT {
    private static final int PORT = 5060;
    private static final PacketProcessor FIRST_LETTER_DECIDES = packet -> switch (packet.u8(packet.payloadOffset())) {
        case 'd' -> Verdict.DROP;
        case 'c' -> Verdict.CONSUME;
        case 'u' -> {
            packet.setU8(packet.payloadOffset(), 'U');
            yield Verdict.ACCEPT;
        }
        default -> Verdict.ACCEPT;
    };

    private static Rig rig;

    @BeforeAll
    static void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("nfqplane");
    }

    @AfterAll
    static void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    @Test
    void shouldAcceptDropConsumeAndChangeInOrderOfArrival() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            for (int i = 0; i < 200; i++) {
                for (String kind : new String[]{"a", "d", "u", "c", "a"}) {
                    user.send(kind + i, SERVER_IPV4, PORT);
                }
            }
            for (int i = 0; i < 200; i++) {
                assertEquals("a" + i, server.receive().text());
                assertEquals("U" + i, server.receive().text());
                assertEquals("a" + i, server.receive().text());
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("received") == 1000));
            assertEquals(400, fixture.counter("accepted"));
            assertEquals(400, fixture.counter("dropped"));
            assertEquals(200, fixture.counter("changed"));
            assertEquals(0, fixture.counter("netlink-errors"));
            assertEquals(0, fixture.counter("verdict-failures"));
        }
    }

    @Test
    void shouldRunUntilItIsClosed() throws Exception {
        PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of("queues", "2"));
        assertTrue(fixture.plane().isRunning());
        fixture.close();
        assertFalse(fixture.plane().isRunning(), "its packet threads have ended");
    }

    @Test
    void shouldNotTouchWhatNoFilterSelects() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT + 1)) {
            fixture.install(SERVER_IPV4, PORT, packet -> Verdict.DROP);
            user.send("passes", SERVER_IPV4, PORT + 1);
            assertEquals("passes", server.receive().text());
            assertEquals(0, fixture.counter("received"));
        }
    }

    @Test
    void shouldForwardWhatGrowsAndShrinks() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            // The first two letters are the new length; what is gained is filled with 'x'.
            fixture.install(SERVER_IPV4, PORT, packet -> {
                int payload = packet.payloadOffset();
                int old = packet.payloadLength();
                int length = packet.u16(payload);
                packet.length(payload + length);
                for (int i = old; i < length; i++) {
                    packet.setU8(payload + i, 'x');
                }
                return Verdict.ACCEPT;
            });
            for (int length : new int[]{2, 3, 7, 64, 65, 1000, 1472}) {
                byte[] sent = new byte[64];
                sent[0] = (byte) (length >> 8);
                sent[1] = (byte) length;
                user.send(sent, SERVER_IPV4, PORT);
                byte[] received = server.receive().bytes();
                assertEquals(length, received.length);
                if (length > 64) {
                    assertEquals('x', received[length - 1]);
                }
            }
            assertEquals(0, fixture.counter("netlink-errors"));
        }
    }

    @Test
    void shouldDeliverReassembledDatagramsWholeAndForwardThemChanged() throws Exception {
        // Whoever tracks connections reassembles: a rule that needs it switches it on.
        rig.router().exec("iptables", "-w", "-A", "FORWARD", "-m", "conntrack", "--ctstate", "INVALID", "-j", "RETURN")
                .orThrow();
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, packet -> {
                packet.setU8(packet.length() - 1, 'E');
                return Verdict.ACCEPT;
            });
            Random random = new Random(20);
            for (int length : new int[]{3000, 20_000, 20_001, 65_507}) {
                byte[] sent = new byte[length];
                random.nextBytes(sent);
                user.send(sent, SERVER_IPV4, PORT);
                byte[] received = server.receive().bytes();
                // 65,507 bytes make a packet of 65,535, which is more than a netlink attribute holds: unseen, unchanged.
                if (length < 65_507) {
                    sent[length - 1] = 'E';
                }
                assertArrayEquals(sent, received);
            }
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("received") == 4), fixture.counters().toString());
            assertEquals(1, fixture.counter("truncated"));
            assertEquals(3, fixture.counter("changed"));
        }
    }

    @Test
    void shouldSpreadFlowsOverQueuesAndKeepTheOrderOfEach() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of("queues", "4"));
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, packet -> {
                threads.add(Thread.currentThread().getName());
                return Verdict.ACCEPT;
            });
            // The kernel balances by addresses, so flows need addresses of their own.
            for (int n = 10; n < 42; n++) {
                rig.user().ip("address", "add", "10.0.1." + n + "/24", "dev", Rig.HOST_INTERFACE);
            }
            for (int n = 10; n < 42; n++) {
                try (Host user = Host.at(rig.user().name(), "10.0.1." + n, 0)) {
                    for (int i = 0; i < 10; i++) {
                        user.send(Integer.toString(i), SERVER_IPV4, PORT);
                    }
                }
            }
            Map<String, Integer> next = new HashMap<>();
            for (int i = 0; i < 320; i++) {
                Host.Datagram datagram = server.receive();
                int expected = Objects.requireNonNullElse(next.put(datagram.address(),
                        Integer.parseInt(datagram.text()) + 1), 0);
                assertEquals(expected, Integer.parseInt(datagram.text()), datagram.address());
            }
            assertEquals(32, next.size());
            assertEquals(Set.of("netserv-nfq-0", "netserv-nfq-1", "netserv-nfq-2", "netserv-nfq-3"),
                    new HashSet<>(threads));
        }
    }

    @Test
    void shouldNotKeepOthersWaitingForAModuleInQuarantine() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT);
                Host other = Host.at(rig.server().name(), SERVER_IPV4, PORT + 1)) {
            fixture.install(SERVER_IPV4, PORT, FIRST_LETTER_DECIDES);
            fixture.installInQuarantine(List.of(PlaneFixture.udp(SERVER_IPV4, PORT + 1)), packet -> {
                waiting.countDown();
                awaitUninterruptibly(end);
                return Verdict.ACCEPT;
            });
            user.send("late", SERVER_IPV4, PORT + 1);
            waiting.await();
            user.send("u", SERVER_IPV4, PORT);
            assertEquals("U", server.receive().text());
            end.countDown();
            assertEquals("late", other.receive().text());
        } finally {
            end.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldLoseNoPacketWhenAModuleMovesIntoQuarantineAndOutOfIt() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            var slot = fixture.installInQuarantine(List.of(PlaneFixture.udp(SERVER_IPV4, PORT)), FIRST_LETTER_DECIDES);
            Set<String> sent = ConcurrentHashMap.newKeySet();
            AtomicBoolean done = new AtomicBoolean();
            Thread sending = Thread.ofPlatform().start(() -> {
                for (int n = 0; !done.get(); n++) {
                    try {
                        user.send("u" + n, SERVER_IPV4, PORT);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    sent.add("U" + n);
                    LockSupport.parkNanos(200_000);
                }
            });
            for (int i = 0; i < 10; i++) {
                fixture.quarantine(slot, i % 2 == 1);
            }
            done.set(true);
            sending.join();
            Set<String> received = new HashSet<>();
            for (int i = 0; i < sent.size(); i++) {
                received.add(server.receive().text());
            }
            assertEquals(new HashSet<>(sent), received);
            assertTrue(fixture.counters().getOrDefault("nfqueue.w0.received", 0L) > 0, fixture.counters().toString());
            assertTrue(fixture.counters().getOrDefault("nfqueue.w1.received", 0L) > 0, fixture.counters().toString());
        }
    }

    @Test
    void shouldForwardIpv6() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV6, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV6, PORT)) {
            fixture.install(SERVER_IPV6, PORT, FIRST_LETTER_DECIDES);
            user.send("a", SERVER_IPV6, PORT);
            user.send("d", SERVER_IPV6, PORT);
            user.send("u", SERVER_IPV6, PORT);
            assertEquals("a", server.receive().text());
            assertEquals("U", server.receive().text());
            assertNull(server.receiveWithin(100));
        }
    }

    @Test
    void shouldGoOnWhenModuleIsTakenOutUnderTraffic() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            int sent = 0;
            for (int round = 0; round < 5; round++) {
                var slot = fixture.install(SERVER_IPV4, PORT, packet -> Verdict.ACCEPT);
                for (int i = 0; i < 100; i++) {
                    user.send(Integer.toString(sent++), SERVER_IPV4, PORT);
                }
                fixture.remove(slot);
            }
            for (int i = 0; i < sent; i++) {
                assertEquals(Integer.toString(i), server.receive().text());
            }
        }
    }
}
