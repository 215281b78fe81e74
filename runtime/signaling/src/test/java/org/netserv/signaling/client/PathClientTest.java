package org.netserv.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.node.message.PathAnswer.Result;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.client.PathResult.End;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.machine.Backoff;
import org.netserv.signaling.nslp.FakeGist;
import org.netserv.signaling.nslp.FakeNode;
import org.netserv.signaling.nslp.PathNslp;
import org.netserv.signaling.nslp.wire.StackEntry;
import org.netserv.signaling.transport.GistNode;

/** A client and two nodes with real sockets at loopback addresses; the second one is the flow's end. */
class PathClientTest {
    private static final IpAddress SERVER = IpAddress.parse("127.67.0.1");
    private static final IpAddress FIRST = IpAddress.parse("127.67.0.2");
    private static final IpAddress LAST = IpAddress.parse("127.67.0.3");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final int udp = freePort();
    private final FakeNode first = new FakeNode("r1");
    private final FakeNode last = new FakeNode("r2");

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(SERVER.toInetAddress(), 0))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int freeTcpPort(InetAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }

    private Settings settings(IpAddress address, boolean tcp) throws IOException {
        return Settings.of(address).withPorts(udp, tcp ? freeTcpPort(address.toInetAddress()) : 0, 0)
                .withTimes(new Backoff(100, 800), 2_000, 1_000, 4_000);
    }

    private void node(FakeNode node, IpAddress address, IpAddress next, boolean tcp) throws IOException {
        GistNode gist = new GistNode(settings(address, tcp), flow -> next, null);
        PathNslp nslp = new PathNslp(node, List.of(address), gist, NodeCounters.inMemory());
        open.add(gist.host(nslp).start());
        open.add(nslp);
    }

    private PathClient client() throws IOException {
        PathClient client = new PathClient(new GistNode(settings(SERVER, false), flow -> FIRST, null), SERVER);
        open.add(client);
        return client;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private static ControlMessage message(Method method) {
        return new MessageBuilder(method, "a_1.0.0").header("user", "jane").header("properties", "x".repeat(2_000))
                .build();
    }

    private static List<String> ids(PathResult result) {
        return result.nodes().stream().map(StackEntry::nodeId).toList();
    }

    @Test
    void shouldReachAllNodesWithEachMessage() throws Exception {
        node(first, FIRST, LAST, true);
        node(last, LAST, LAST, true);
        PathClient client = client();
        PathResult setup = client.setup(message(Method.SETUP), LAST, TIMEOUT);
        assertEquals(End.COMPLETE, setup.end(), setup::toString);
        assertEquals(List.of("r1", "r2"), ids(setup));
        assertTrue(setup.nodes().stream().allMatch(node -> node.result() == Result.INSTALLED), setup::toString);
        assertEquals(List.of("r1", "r2"), ids(client.probe(message(Method.PROBE), LAST, TIMEOUT)));
        assertEquals(List.of("r1", "r2"), ids(client.remove(message(Method.REMOVE), LAST, TIMEOUT)));
        assertEquals(List.of(Method.SETUP, Method.PROBE, Method.REMOVE),
                last.taken.stream().map(ControlMessage::method).toList());
        assertEquals(message(Method.SETUP).headers().reversed(), last.taken.getFirst().headers());
    }

    @Test
    void shouldServeSeveralCallersAtOnce() throws Exception {
        node(first, FIRST, LAST, true);
        node(last, LAST, LAST, true);
        PathClient client = client();
        List<CompletableFuture<PathResult>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ControlMessage probe = new MessageBuilder(Method.PROBE, "m" + i).header("user", "jane").build();
            results.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return client.probe(probe, LAST, TIMEOUT);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }, task -> Thread.ofVirtual().start(task)));
        }
        for (CompletableFuture<PathResult> result : results) {
            assertEquals(List.of("r1", "r2"), ids(result.get()));
        }
        assertEquals(20, first.taken.stream().map(ControlMessage::module).distinct().count());
    }

    @Test
    void shouldTalkInDatagramsToNodesThatTakeNoConnections() throws Exception {
        node(first, FIRST, LAST, false);
        node(last, LAST, LAST, false);
        ControlMessage small = new MessageBuilder(Method.PROBE, "a").header("user", "jane").build();
        assertEquals(List.of("r1", "r2"), ids(client().probe(small, LAST, TIMEOUT)));
    }

    @Test
    void shouldSayThatNobodyAnswers() throws Exception {
        PathResult result = client().setup(message(Method.SETUP), LAST, Duration.ofSeconds(1));
        assertEquals(End.NO_ANSWER, result.end(), result::toString);
        assertEquals(List.of(), result.nodes());
        assertTrue(result.detail().contains("nobody answered within 1 s"), result::detail);
    }

    @Test
    void shouldGetAnAnswerOfTheNodesBeforeOneThatIsSilent() throws Exception {
        node(first, FIRST, LAST, true);
        GistNode silent = new GistNode(settings(LAST, true), flow -> LAST, null);
        PathNslp deaf = new PathNslp(last, List.of(LAST), new FakeGist(), NodeCounters.inMemory());
        open.add(silent.host(deaf).start());
        open.add(deaf);
        PathResult result = client().setup(message(Method.SETUP), LAST, TIMEOUT);
        assertEquals(End.PARTIAL, result.end(), result::toString);
        assertEquals(List.of("r1"), ids(result));
    }

    @Test
    void shouldRefuseWhatIsNotForIt() throws Exception {
        PathClient client = client();
        assertThrows(IllegalArgumentException.class, () -> client.setup(message(Method.PROBE), LAST, TIMEOUT));
        assertThrows(IllegalArgumentException.class,
                () -> client.setup(message(Method.SETUP), IpAddress.parse("2001:db8::1"), TIMEOUT));
        ControlMessage tooLong = new MessageBuilder(Method.SETUP, "a").header("url", "x".repeat(16_400)).build();
        assertThrows(IllegalArgumentException.class, () -> client.setup(tooLong, LAST, TIMEOUT));
    }
}
