package org.netserv.signaling.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Count;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.machine.Backoff;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/** Nodes with real sockets at loopback addresses, without privileges. */
class LoopbackTest {
    private static final String FIRST = "127.66.0.1";
    private static final String MIDDLE = "127.66.0.2";
    private static final String LAST = "127.66.0.3";
    private static final Mri FLOW = Mri.of(IpAddress.parse(FIRST), IpAddress.parse(LAST));
    private static final SessionId SESSION = new SessionId(1, 2);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final int udp = freePort();
    private final WaitingNslp first = new WaitingNslp();
    private final WaitingNslp middle = new WaitingNslp();
    private final WaitingNslp last = new WaitingNslp();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(FIRST, 0))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int freeTcpPort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    private GistNode node(String address, String next, WaitingNslp nslp, @Nullable TlsSetup tls) throws IOException {
        Settings settings = Settings.of(IpAddress.parse(address))
                .withPorts(udp, freeTcpPort(address), tls == null ? 0 : freeTcpPort(address))
                .withTimes(new Backoff(100, 800), 2_000, 1_000, 4_000);
        IpAddress to = IpAddress.parse(next);
        GistNode node = new GistNode(settings, flow -> to, tls).host(nslp).start();
        open.add(node);
        return node;
    }

    private static Outgoing message(String text, Transfer transfer) {
        return Outgoing.of(WaitingNslp.ID, SESSION, FLOW, WaitingNslp.words(text), transfer);
    }

    private static Outgoing back(String text, Transfer transfer) {
        return Outgoing.of(WaitingNslp.ID, SESSION, FLOW.withDirection(true), WaitingNslp.words(text), transfer);
    }

    private static long ask(GistNode node, ToLongFunction<Engine> question) throws InterruptedException {
        long[] answer = new long[1];
        CountDownLatch done = new CountDownLatch(1);
        node.call(engine -> {
            answer[0] = question.applyAsLong(engine);
            done.countDown();
        });
        done.await();
        return answer[0];
    }

    private static void await(GistNode node, ToLongFunction<Engine> question, long expected) throws Exception {
        for (int i = 0; i < 2_000 && ask(node, question) != expected; i++) {
            Thread.sleep(10);
        }
        assertEquals(expected, ask(node, question));
    }

    @Test
    void shouldShakeHandsExchangeDataRefreshAndEnd() throws Exception {
        GistNode querier = node(FIRST, LAST, first, null);
        GistNode responder = node(LAST, LAST, last, null);
        querier.send(message("hello", Transfer.UNRELIABLE));
        Arrival hello = last.nextArrival();
        assertEquals("hello", WaitingNslp.text(hello.data()));
        assertTrue(hello.validated());
        assertEquals(IpAddress.parse(FIRST), hello.from() == null ? null : hello.from().address());
        responder.send(back("good day", Transfer.UNRELIABLE));
        assertEquals("good day", first.nextText());
        for (int i = 0; i < 2_000 && responder.counters().get(Count.HANDSHAKES) < 3; i++) {
            Thread.sleep(10);
        }
        assertTrue(responder.counters().get(Count.HANDSHAKES) >= 3, "not refreshed");
        assertEquals(1, ask(responder, Engine::states));
        await(querier, Engine::states, 0);
        await(responder, Engine::states, 0);
        assertEquals(Notification.Kind.ROUTE_GOOD, first.nextNews().kind());
        assertEquals(Notification.Kind.ROUTE_GONE, first.nextNews().kind());
    }

    @Test
    void shouldCarryReliableMessagesByAnAssociationAndLetItGo() throws Exception {
        GistNode querier = node(FIRST, LAST, first, null);
        GistNode responder = node(LAST, LAST, last, null);
        for (int i = 0; i < 50; i++) {
            querier.send(message(i + "x".repeat(10_000), Transfer.RELIABLE));
            if (i == 0) {
                assertTrue(last.nextText().startsWith("0x"));
            }
        }
        for (int i = 1; i < 50; i++) {
            assertTrue(last.nextText().startsWith(i + "x"), "out of order at " + i);
        }
        assertEquals(1, ask(querier, Engine::associations));
        responder.send(back("thanks", Transfer.RELIABLE));
        assertEquals("thanks", first.nextText());
        await(querier, Engine::associations, 0);
        await(responder, Engine::associations, 0);
        assertTrue(querier.counters().get(Count.SENT_HELLOS) > 0, "kept without MA-Hello");
    }

    @Test
    void shouldGoByANodeThatDoesNotWantToBeAPeer() throws Exception {
        GistNode querier = node(FIRST, MIDDLE, first, null);
        GistNode passing = node(MIDDLE, LAST, middle, null);
        node(LAST, LAST, last, null);
        middle.decision = Decision.FORWARD;
        querier.send(message("hello", Transfer.RELIABLE));
        assertEquals("hello", last.nextText());
        assertEquals(1, passing.counters().get(Count.FORWARDED_QUERIES));
        assertEquals(0, ask(passing, Engine::states));
    }

    @Test
    void shouldReportThatNobodyAnswers() throws Exception {
        GistNode querier = node(FIRST, LAST, first, null);
        querier.send(message("hello", Transfer.UNRELIABLE));
        assertEquals(Failure.NO_NEXT_NODE, first.nextFailure());
        assertEquals(Notification.Kind.LAST_NODE, first.nextNews().kind());
    }

    @Test
    void shouldStandWhateverComesByUdpAndTcp() throws Exception {
        GistNode responder = node(LAST, LAST, last, null);
        byte[] rubbish = new byte[200];
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(FIRST, 0))) {
            for (int i = 0; i < 200; i++) {
                for (int at = 0; at < rubbish.length; at++) {
                    rubbish[at] = (byte) (i * 31 + at * 7 ^ i >>> 1);
                }
                if (i % 2 == 0) {
                    MessageHeader.writeMagic(MemorySegment.ofArray(rubbish), 0);
                    rubbish[4] = 1;
                }
                socket.send(new DatagramPacket(rubbish, i, new InetSocketAddress(LAST, udp)));
            }
        }
        try (Socket socket = new Socket(LAST, responder.settings().tcpPort())) {
            socket.getOutputStream().write(rubbish);
            socket.shutdownOutput();
            InputStream answers = socket.getInputStream();
            while (answers.read() >= 0) {
                // until the node closes its side
            }
        }
        GistNode querier = node(FIRST, LAST, first, null);
        querier.send(message("still there", Transfer.RELIABLE));
        assertEquals("still there", last.nextText());
        await(responder, Engine::associations, 1);
    }

    @Test
    void shouldCloseConnectionsThatNeverSayWhoTheyAre() throws Exception {
        GistNode responder = node(LAST, LAST, last, null);
        try (Socket socket = new Socket(LAST, responder.settings().tcpPort())) {
            socket.getOutputStream().write(1); // and not a byte more
            assertEquals(-1, socket.getInputStream().read());
        }
        await(responder, Engine::associations, 0);
    }

    @Test
    void shouldFindAPeerAgainThatWasKilled() throws Exception {
        GistNode querier = node(FIRST, LAST, first, null);
        GistNode responder = node(LAST, LAST, last, null);
        querier.send(message("one", Transfer.RELIABLE));
        assertEquals("one", last.nextText());
        responder.close();
        WaitingNslp fresh = new WaitingNslp();
        node(LAST, LAST, fresh, null);
        for (Notification news = first.nextNews(); news.kind() != Notification.Kind.ROUTE_CHANGED;) {
            news = first.nextNews();
        }
        querier.send(message("two", Transfer.RELIABLE));
        assertEquals("two", fresh.nextText());
    }
}
