package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.cli.Distribution;
import org.netserv.node.net.IpAddress;
import org.netserv.rig.Exec;
import org.netserv.rig.Running;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Count;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/** Two nodes on the path of a flow, with a plain router between them; neither knows of the other. */
class SignalingPathIT {
    private static final SessionId ONE = new SessionId(1, 1);
    private static final SessionId OTHER = new SessionId(2, 2);
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);
    private static final int PLAIN_ROUTER = 2;
    /** The first words of a Query of application 32000, which may be processed by 32 nodes. */
    private static final byte[] UNHOSTED = HexFormat.of().parseHex("4e04bda501200020" + "7d0080c0"
            + "00000004000040000a6301010a63030220200000" + "0001000400000000000000000000000000000000");
    private static final int HOPS = 5;

    private static Chain chain;

    @TempDir
    private Path folder;

    @BeforeAll
    static void build() {
        chain = new Chain("gistpath");
    }

    @AfterAll
    static void remove() {
        chain.close();
    }

    private static Mri flow(boolean ipv4) {
        return Mri.of(IpAddress.parse(Chain.address(0, 1, ipv4)), IpAddress.parse(Chain.address(3, 2, ipv4)));
    }

    private static void send(PathNode from, SessionId session, Mri flow, String text, Transfer transfer) {
        from.gist().send(Outgoing.of(Application.ID, session, flow, Application.words(text), transfer));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, what);
            Thread.sleep(20);
        }
    }

    @ParameterizedTest
    @CsvSource({"nfqueue, true", "nfqueue, false", "xdp, true", "xdp, false"})
    void shouldSetUpRefreshReuseAndLoseAnAssociation(String plane, boolean ipv4) throws Exception {
        Path between = folder.resolve("between.pcap");
        Path behind = folder.resolve("behind.pcap");
        Path live = folder.resolve("live.pcapng");
        List<String> shown;
        try (Running trace = chain.host(PLAIN_ROUTER).start(
                Distribution.command("short.args", "signal", "trace", "--json", "--interface", "left0", "--write",
                        live.toString()),
                Map.of(), null)) {
            awaitBegun(live);
            try (Tcpdump _ = new Tcpdump(chain.host(PLAIN_ROUTER), "left0", between);
                    Tcpdump _ = new Tcpdump(chain.host(Chain.RECEIVER), "left0", behind)) {
                signal(plane, ipv4);
            }
            // Not SIGINT: whoever starts these tests in the background may have it ignored, and so has every program below.
            Exec.run(List.of("kill", "-TERM", Long.toString(trace.pid()))).orThrow();
            trace.awaitExit(PATIENCE);
            shown = List.copyOf(trace.lines());
        }
        TraceOutput seen = TraceOutput.of(between);
        checkBetween(seen);
        TraceOutput.of(behind).inOrder("Q-mode query 01", "ICMP query 01 port unreachable, from ");
        assertTrue(shown.stream().anyMatch(line -> line.endsWith("; the kernel had no room for 0")),
                shown::toString);
        List<String> objects = shown.stream().filter(line -> line.startsWith("{")).toList();
        assertEquals(seen, TraceOutput.ofJson(objects), "live as out of tcpdump's file");
        assertTrue(objects.stream().allMatch(line -> line.contains("\"interface\":\"left0\"")), objects::toString);
        assertEquals(seen, TraceOutput.of(live), "and what it has kept");
        assertTrue(Exec.run(List.of("tcpdump", "-nn", "-r", live.toString())).orThrow().stdout().contains(".270: "));
    }

    private static void awaitBegun(Path file) throws Exception {
        // The file is opened once the socket is.
        await("a live trace", () -> Files.exists(file));
    }

    private static void checkBetween(TraceOutput seen) {
        seen.inOrder("Q-mode query 01", "D-mode response 01 upstream", "C-mode opens a connection", "C-mode confirm 01",
                "C-mode data 01", "C-mode data 01 upstream", "Q-mode query 02", "C-mode confirm 02", "C-mode data 02");
        // The association is used again, and refreshed by handshakes of their own.
        assertTrue(seen.lines().subList(0, seen.first("C-mode data 02")).stream()
                .filter("C-mode opens a connection"::equals).count() == 1, seen::toString);
        assertTrue(seen.lines().stream().filter("Q-mode query 01"::equals).count() >= 2, seen::toString);
        // Its loss, and the way back by the node that has come in place of the other.
        seen.inOrder("C-mode data 02", "C-mode ends its direction of the connection", "Q-mode query 01",
                "D-mode response 01 upstream", "C-mode opens a connection", "C-mode confirm 01", "C-mode data 01");
        assertTrue(seen.lines().stream().noneMatch(line -> line.contains("fault") || line.contains("not in the trace")),
                seen::toString);
    }

    private static void signal(String plane, boolean ipv4) throws Exception {
        Mri flow = flow(ipv4);
        Application near = new Application();
        Application far = new Application();
        try (PathNode first = new PathNode(chain, Chain.FIRST_NODE, plane, near)) {
            assertEquals(plane, first.planeName());
            try (PathNode second = new PathNode(chain, Chain.SECOND_NODE, plane, far)) {
                send(first, ONE, flow, "hello", Transfer.RELIABLE);
                Arrival hello = far.next();
                assertEquals("hello", Application.text(hello));
                assertTrue(second.count("taken") >= 1, "the Query was addressed to the receiver, and taken here");
                send(second, ONE, flow.withDirection(true), "good day", Transfer.RELIABLE);
                Arrival back = near.next();
                assertEquals("good day", Application.text(back));
                send(first, OTHER, flow, "once more", Transfer.RELIABLE);
                assertEquals("once more", Application.text(far.next()));
                assertEquals(1, first.ask(Engine::associations), "re-used");
                assertEquals(1, second.ask(Engine::associations), "re-used");
                await("refreshed", () -> first.gist().counters().get(Count.HANDSHAKES) >= 4);
                assertEquals(2, first.ask(Engine::states));
                // The receiver knows nothing of signaling, and its kernel says so.
                send(second, ONE, flow, "anybody there?", Transfer.UNRELIABLE);
                far.await(Notification.Kind.LAST_NODE);
                assertTrue(second.gist().counters().get(Count.RECEIVED_UNREACHABLE) >= 1, "ICMP");
                assertEquals(0, first.count("missed") + second.count("missed"));
            }
            near.await(Notification.Kind.ASSOCIATION_LOST);
            Application fresh = new Application();
            try (PathNode again = new PathNode(chain, Chain.SECOND_NODE, plane, fresh)) {
                // If the first node asks before the other one is there, the end of the path answers.
                near.await(Notification.Kind.ROUTE_CHANGED, Notification.Kind.LAST_NODE);
                send(first, ONE, flow, "found you", Transfer.RELIABLE);
                assertEquals("found you", Application.text(fresh.next()));
                assertTrue(again.count("taken") >= 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"nfqueue, true", "nfqueue, false", "xdp, true", "xdp, false"})
    void shouldFindANodeThatStartsBehindTheLastOneWithoutBeingAskedAgain(String plane, boolean ipv4) throws Exception {
        Mri flow = flow(ipv4);
        Application near = new Application();
        Application far = new Application();
        try (PathNode first = new PathNode(chain, Chain.FIRST_NODE, plane, near)) {
            send(first, ONE, flow, "anybody there?", Transfer.UNRELIABLE);
            near.await(Notification.Kind.LAST_NODE);
            await("asked again", () -> first.gist().counters().get(Count.SENT_QUERIES) >= 2);
            try (PathNode second = new PathNode(chain, Chain.SECOND_NODE, plane, far)) {
                near.await(Notification.Kind.ROUTE_GOOD);
                assertTrue(second.count("taken") >= 1, "the Query was addressed to the receiver, and taken here");
                send(first, ONE, flow, "there you are", Transfer.RELIABLE);
                assertEquals("there you are", Application.text(far.next()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"nfqueue, true", "nfqueue, false", "xdp, true", "xdp, false"})
    void shouldKnowTheDistanceAndTalkInDatagrams(String plane, boolean ipv4) throws Exception {
        Mri flow = flow(ipv4);
        Application near = new Application();
        Application far = new Application();
        try (PathNode first = new PathNode(chain, Chain.FIRST_NODE, plane, near);
                PathNode second = new PathNode(chain, Chain.SECOND_NODE, plane, far)) {
            send(first, ONE, flow, "hello", Transfer.UNRELIABLE);
            Arrival hello = far.next();
            assertEquals("hello", Application.text(hello));
            assertEquals(1, hello.ipDistance());
            send(second, ONE, flow.withDirection(true), "good day", Transfer.UNRELIABLE);
            Arrival back = near.next();
            assertEquals("good day", Application.text(back));
            assertEquals(1, back.ipDistance());
        }
    }

    @ParameterizedTest
    @CsvSource({"nfqueue, true", "nfqueue, false", "xdp, true", "xdp, false"})
    void shouldPassWhatIsNotHostedWithOnlyItsHopCountChanged(String plane, boolean ipv4) throws Exception {
        try (PathNode first = new PathNode(chain, Chain.FIRST_NODE, plane, new Application());
                PathNode second = new PathNode(chain, Chain.SECOND_NODE, plane, new Application());
                DatagramSocket sender = chain.on(Chain.SENDER, () -> new DatagramSocket(
                        new InetSocketAddress(InetAddress.getByName(Chain.address(0, 1, ipv4)), 5_000)));
                DatagramSocket receiver = chain.on(Chain.RECEIVER, () -> new DatagramSocket(new InetSocketAddress(
                        InetAddress.getByName(Chain.address(3, 2, ipv4)), Settings.UDP_PORT)))) {
            receiver.setSoTimeout(PATIENCE_MILLIS);
            sender.send(new DatagramPacket(UNHOSTED, UNHOSTED.length,
                    InetAddress.getByName(Chain.address(3, 2, ipv4)), Settings.UDP_PORT));
            DatagramPacket got = new DatagramPacket(new byte[2_000], 2_000);
            receiver.receive(got); // so its checksum is right
            byte[] expected = UNHOSTED.clone();
            expected[HOPS] = (byte) (expected[HOPS] - 2);
            assertEquals(HexFormat.of().formatHex(expected),
                    HexFormat.of().formatHex(Arrays.copyOf(got.getData(), got.getLength())));
            assertEquals(5_000, got.getPort());
            assertEquals(InetAddress.getByName(Chain.address(0, 1, ipv4)), got.getAddress());
            assertEquals(1, first.count("passed"));
            assertEquals(1, second.count("passed"));
            assertEquals(0, first.count("taken") + second.count("taken"));
        }
    }
}
