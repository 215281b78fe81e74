package org.netserv.signaling.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.machine.Backoff;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/** Peers that connect and then keep a node waiting. Others are served meanwhile, and what is held for the slow ones has a bound. */
@Timeout(60)
class SlowPeersTest {
    private static final String NODE = "127.68.0.1";
    private static final String OTHER = "127.68.0.2";
    private static final String SLOW = "127.68.0.3";
    private static final long HOLD_MILLIS = 1_000;
    private static final long LONG_MILLIS = 30_000;
    private static final int CLOSED = -1;
    /** The first words of an MA-Hello that claims to be as long as a message may be. */
    private static final byte[] LONG_CLAIM = {1, 1, (byte) 0xFF, (byte) 0xFF, 0, 0, 5, (byte) 0x80};
    private static final int CLAIMED_BYTES = 4 * 0xFFFF + 8;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final WaitingNslp nslp = new WaitingNslp();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private GistNode node(String address, int udp, WaitingNslp application, long holdMillis) throws IOException {
        Settings settings = Settings.of(IpAddress.parse(address)).withPorts(udp, freeTcpPort(address), 0)
                .withTimes(new Backoff(100, 800), 4_000, holdMillis, 4_000);
        GistNode node = new GistNode(settings, flow -> IpAddress.parse(NODE), null).host(application).start();
        open.add(node);
        return node;
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(NODE, 0))) {
            return socket.getLocalPort();
        }
    }

    private static int freeTcpPort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    private Socket connect(GistNode to, String from) throws IOException {
        Socket socket = new Socket(InetAddress.getByName(NODE), to.settings().tcpPort(), InetAddress.getByName(from),
                0);
        open.add(socket);
        return socket;
    }

    private void assertServesOthers(GistNode node) throws Exception {
        GistNode querier = node(OTHER, node.settings().udpPort(), new WaitingNslp(), HOLD_MILLIS);
        Mri flow = Mri.of(IpAddress.parse(OTHER), IpAddress.parse(NODE));
        querier.send(Outgoing.of(WaitingNslp.ID, new SessionId(1, 1), flow, WaitingNslp.words("hello"),
                Transfer.RELIABLE));
        assertEquals("hello", nslp.nextText());
    }

    private static void awaitNoAssociation(GistNode node, long except) throws Exception {
        long[] now = {Long.MAX_VALUE};
        for (int i = 0; i < 2_000 && now[0] > except; i++) {
            CountDownLatch asked = new CountDownLatch(1);
            node.call((Engine engine) -> {
                now[0] = engine.associations();
                asked.countDown();
            });
            asked.await();
            Thread.sleep(10);
        }
        assertEquals(except, now[0]);
    }

    @Test
    void shouldCloseAConnectionByWhichAMessageComesByteByByte() throws Exception {
        GistNode node = node(NODE, freeUdpPort(), nslp, HOLD_MILLIS);
        Socket socket = connect(node, SLOW);
        int bytes = 0;
        try {
            for (; bytes < 1_000; bytes++) {
                socket.getOutputStream().write(bytes < LONG_CLAIM.length ? LONG_CLAIM[bytes] : 0);
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (SocketException e) {
            // It was closed.
        }
        assertTrue(bytes < 1_000, "not closed");
        awaitNoAssociation(node, 0);
    }

    @Test
    void shouldTakeMemoryForWhatComesAndNotForWhatIsAnnounced() throws Exception {
        GistNode node = node(NODE, freeUdpPort(), nslp, LONG_MILLIS);
        long before = usedBytes();
        int connections = 400;
        for (int i = 0; i < connections; i++) {
            Socket socket = connect(node, "127.68." + (1 + i / 16) + ".1");
            socket.getOutputStream().write(LONG_CLAIM);
        }
        awaitAssociations(node, connections);
        long more = usedBytes() - before;
        System.out.println("bytes of heap for " + connections + " announced messages: " + more);
        assertTrue(more < (long) connections * CLAIMED_BYTES / 4, "bytes=" + more);
        assertServesOthers(node);
    }

    private static void awaitAssociations(GistNode node, long expected) throws Exception {
        long[] now = {0};
        for (int i = 0; i < 500 && now[0] < expected; i++) {
            CountDownLatch asked = new CountDownLatch(1);
            node.call((Engine engine) -> {
                now[0] = engine.associations();
                asked.countDown();
            });
            asked.await();
            Thread.sleep(10);
        }
        assertEquals(expected, now[0]);
    }

    private static long usedBytes() throws InterruptedException {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 2; i++) {
            System.gc();
            Thread.sleep(20);
            used = Math.min(used, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return used;
    }

    @Test
    void shouldTakeNoMoreThanSoManyConnectionsOfOnePeer() throws Exception {
        GistNode node = node(NODE, freeUdpPort(), nslp, HOLD_MILLIS);
        for (int i = 0; i < 16; i++) {
            connect(node, SLOW);
        }
        assertEquals(CLOSED, connect(node, SLOW).getInputStream().read(), "the seventeenth");
        awaitNoAssociation(node, 0);
        assertServesOthers(node);
    }

    @Test
    void shouldLetGoOfAPeerThatDoesNotRead() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(NODE));
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket peer = server.accept()) {
            Connection connection = new Connection(call -> broken.countDown(), () -> {});
            connection.attach(socket);
            Thread reader = Thread.ofVirtual().start(() -> connection.run(1));
            byte[] message = new byte[16_384];
            int taken = 0;
            while (connection.write(message)) {
                taken++;
                Thread.sleep(1);
                assertTrue(taken < 4_096, "no bound");
            }
            connection.finish();
            assertTrue(broken.await(20, TimeUnit.SECONDS), "the reader was not told");
            reader.join();
            assertTrue(socket.isClosed());
            assertTrue(peer.isConnected());
        }
    }
}
