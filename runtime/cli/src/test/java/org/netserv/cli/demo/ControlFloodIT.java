package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.Method;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageWriter;
import org.netserv.rig.Running;
import org.netserv.testing.FaultRecord;

/** Strangers do all that they can to keep a node from hearing its operator and its publishers. */
class ControlFloodIT {
    private static final int PORT = 4567;
    private static final int CONNECTIONS = 1000;
    private static final int FLOOD_SECONDS = 60;
    /** 10,000 a minute. */
    private static final int MESSAGES_PER_SECOND = 167;
    /** By far more than it takes, and less than the slow ones are given. */
    private static final Duration SOON = Duration.ofSeconds(8);
    /**
     * A third of the connections are silent, as those of a peer that is gone; a third send a byte a second; a third are closed for
     * sending in the midst of a message. Whoever is closed connects again.
     */
    private static final String SLOW_CLIENTS = """
            import itertools, resource, socket, time
            resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
            clients = {}
            again = 0
            def connect(number):
                client = socket.create_connection(("127.0.0.1", %d), timeout=10)
                client.setblocking(False)
                clients[number] = client
                if number %% 3 == 2:
                    client.send(b"PROBE a.b")
                    client.shutdown(socket.SHUT_WR)
            for number in range(%d):
                connect(number)
            print("connected", flush=True)
            for round in itertools.count():
                for number, client in list(clients.items()):
                    try:
                        if number %% 3 == 1:
                            client.send(b"PROBE a.b"[round %% 9:round %% 9 + 1])
                        try:
                            if client.recv(4096) == b"":
                                raise ConnectionResetError()
                        except BlockingIOError:
                            pass
                    except OSError:
                        client.close()
                        again += 1
                        connect(number)
                print("round", again, flush=True)
                time.sleep(1)
            """.formatted(PORT, CONNECTIONS);
    /** A publisher's client that talks over TCP: how long does it take to be answered? */
    private static final String CLIENT = """
            import socket, time
            begin = time.monotonic()
            client = socket.create_connection(("127.0.0.1", %d), timeout=10)
            client.sendall(b"STATUS * NETSERV/0.1\\n\\n")
            print("answer", client.recv(4096).split()[1].decode(), round(1000 * (time.monotonic() - begin)))
            """.formatted(PORT);

    private FaultFixture node;

    @BeforeEach
    void build() throws IOException {
        node = FaultFixture.create();
        node.configure("socket=\"control.sock\"", "socket=\"control.sock\" tcp-port=\"" + PORT + "\"");
        node.site.startNode();
        node.expect(200, node.setup(DemoModule.NET_MONITOR));
    }

    @AfterEach
    void demolish() throws IOException {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void shouldHearTheOperatorAndOthersWhileAThousandConnectionsAreSilentOrSlow() throws IOException {
        try (FaultTraffic traffic = FaultTraffic.start(node.site, FLOOD_SECONDS);
                Running slow = node.site.router().start("python3", "-c", SLOW_CLIENTS)) {
            slow.awaitLine("connected", FaultFixture.TIMEOUT);
            long longest = 0;
            long longestOfTcp = 0;
            while (traffic.goesOn()) {
                long begin = System.nanoTime();
                try (Control operator = Control.connect(node.site.configuration().resolveSibling("control.sock"))) {
                    assertEquals(200, operator.send(new MessageBuilder(Method.STATUS, ControlMessage.NO_MODULE).build())
                            .code().code());
                }
                longest = Math.max(longest, System.nanoTime() - begin);
                String[] answer = node.site.router().exec("python3", "-c", CLIENT).orThrow().stdout().strip()
                        .split(" ", -1);
                // STATUS is not for everybody; that it is said is an answer.
                assertEquals("403", answer[1]);
                longestOfTcp = Math.max(longestOfTcp, Long.parseLong(answer[2]));
            }
            assertTrue(longest < SOON.toNanos(), "the operator waited " + Duration.ofNanos(longest).toMillis() + " ms");
            assertTrue(longestOfTcp < SOON.toMillis(), "another waited " + longestOfTcp + " ms");
            String[] last = slow.lines().getLast().split(" ", -1);
            FaultRecord.of("control-connections", getClass()).packets(traffic.assertNoneLost(), 0)
                    .figure("connections", CONNECTIONS, "")
                    .figure("STATUS at most", Duration.ofNanos(longest).toMillis(), "ms")
                    .figure("an answer over TCP at most", longestOfTcp, "ms")
                    .figure("the process at most", node.peakMegabytes(), "MB")
                    .figure("connected again", Long.parseLong(last[1]), "times").write();
        }
    }

    @Test
    void shouldForwardWhileTenThousandBadSignaturesAMinuteCome() throws IOException {
        ControlMessage real = node.site.publisher().setup(DemoModule.KEEP_ALIVE, node.site.url(DemoModule.KEEP_ALIVE),
                FaultFixture.LIFE, Map.of());
        MessageBuilder forged = new MessageBuilder(real.method(), DemoModule.KEEP_ALIVE.id());
        real.headers().stream().filter(header -> !header.name().equals("signature"))
                .forEach(header -> forged.header(header.name(), header.value()));
        byte[] message = MessageWriter
                .bytes(forged.build(new MessageSigner(KeyScheme.ED25519.generate().getPrivate())));
        try (FaultTraffic traffic = FaultTraffic.start(node.site, FLOOD_SECONDS + 5)) {
            Duration before = node.cpu();
            int sent = 0;
            long begin = System.nanoTime();
            while (sent < FLOOD_SECONDS * MESSAGES_PER_SECOND) {
                assertEquals(401, node.site.node().control().send(message).code().code());
                sent++;
                long due = begin + sent * 1_000_000_000L / MESSAGES_PER_SECOND;
                LockSupport.parkNanos(due - System.nanoTime());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            Duration used = node.cpu().minus(before);
            long percent = 100 * used.toMillis() / took.toMillis();
            Duration idleBefore = node.cpu();
            long idleBegin = System.nanoTime();
            int packets = traffic.assertNoneLost();
            Duration idle = Duration.ofNanos(System.nanoTime() - idleBegin);
            long idlePercent = 100 * node.cpu().minus(idleBefore).toMillis() / idle.toMillis();
            assertTrue(percent < 150, "percent of a core: " + percent);
            assertEquals(Map.of(DemoModule.NET_MONITOR.id(), "ACTIVE"), node.modules());
            FaultRecord.of("bad-signatures", getClass()).packets(packets, 0)
                    .figure("answered 401", sent, "in " + took.toSeconds() + " s")
                    .figure("the node used", percent, "% of a core")
                    .figure("with the packets alone", idlePercent, "%").write();
        }
    }
}
