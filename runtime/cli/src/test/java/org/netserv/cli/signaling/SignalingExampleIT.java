package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.IpAddress;
import org.netserv.rig.Waiting;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Count;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/**
 * Makes the capture of docs/signaling.md, at the second of two nodes, in {@code target/example.pcap}; the one that is committed is
 * such a file, and is held to the same order.
 */
class SignalingExampleIT {
    private static final Path MADE = Path.of("target", "example.pcap").toAbsolutePath();
    private static final Path COMMITTED = Path.of(System.getProperty("netserv.root", "../.."), "docs", "signaling",
            "example.pcap");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final SessionId ONE = new SessionId(0x6e65747365727601L, 1);
    private static final SessionId OTHER = new SessionId(0x6e65747365727602L, 2);

    @Test
    void shouldBeMadeByTwoNodes() throws Exception {
        Files.deleteIfExists(MADE);
        try (Chain chain = new Chain("gistdoc")) {
            Mri flow = Mri.of(IpAddress.parse(Chain.address(0, 1, true)), IpAddress.parse(Chain.address(3, 2, true)));
            Application near = new Application();
            Application far = new Application();
            try (PathNode first = new PathNode(chain, Chain.FIRST_NODE, "nfqueue", near);
                    Tcpdump _ = new Tcpdump(chain.host(Chain.SECOND_NODE), "any", MADE)) {
                try (PathNode second = new PathNode(chain, Chain.SECOND_NODE, "nfqueue", far)) {
                    send(first, ONE, flow, "hello", Transfer.RELIABLE);
                    assertEquals("hello", Application.text(far.next()));
                    send(second, ONE, flow.withDirection(true), "good day", Transfer.RELIABLE);
                    assertEquals("good day", Application.text(near.next()));
                    send(first, OTHER, flow, "once more", Transfer.RELIABLE);
                    assertEquals("once more", Application.text(far.next()));
                    assertTrue(Waiting.until(() -> first.gist().counters().get(Count.HANDSHAKES) >= 3, PATIENCE),
                            "no refresh");
                    send(second, ONE, flow, "anybody there?", Transfer.UNRELIABLE);
                    far.await(Notification.Kind.LAST_NODE);
                }
                near.await(Notification.Kind.ASSOCIATION_LOST);
            }
        }
        check(MADE);
    }

    @Test
    void shouldBeCommitted() {
        check(COMMITTED);
    }

    /** Set-up, an answer, another session by the same association, a refresh, the last node, the loss. */
    private static void check(Path capture) {
        TraceOutput seen = TraceOutput.of(capture);
        seen.inOrder("Q-mode query 01", "D-mode response 01 upstream", "C-mode opens a connection", "C-mode confirm 01",
                "C-mode data 01", "C-mode data 01 upstream", "Q-mode query 02", "C-mode confirm 02", "C-mode data 02",
                "Q-mode query 0", "C-mode confirm 0", "Q-mode query 01", "ICMP query 01 port unreachable, from ",
                "C-mode ends its direction of the connection");
        assertEquals(1, seen.lines().stream().filter("C-mode opens a connection"::equals).count());
        assertTrue(seen.lines().stream().noneMatch(line -> line.contains("fault") || line.contains("not in the trace")),
                seen::toString);
    }

    private static void send(PathNode from, SessionId session, Mri flow, String text, Transfer transfer) {
        from.gist().send(Outgoing.of(Application.ID, session, flow, Application.words(text), transfer));
    }
}
