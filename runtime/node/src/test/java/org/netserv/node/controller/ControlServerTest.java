package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import org.netserv.node.message.AnswerReader;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.Method;

class ControlServerTest {
    private static final String STATUS = "STATUS * NETSERV/0.1\n\n";
    /** Sends its input as a user, and prints what is answered. */
    private static final String CLIENT = """
            import os, pwd, socket, sys
            os.setgroups([])
            os.setuid(pwd.getpwnam(sys.argv[2]).pw_uid)
            client = socket.socket(socket.AF_UNIX)
            client.connect(sys.argv[1])
            client.sendall(sys.stdin.buffer.read())
            client.shutdown(socket.SHUT_WR)
            while answer := client.recv(4096):
                sys.stdout.buffer.write(answer)
            """;

    @TempDir
    private Path directory;
    private ControllerFixture node;
    private ControlServer server;
    private Path socket;
    private int port;

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
        server = new ControlServer(node.host.controller(), node.counters, Duration.ofMillis(500));
        socket = directory.resolve("control.sock");
        server.listen(socket);
        port = server.listen(0);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        node.close();
    }

    @Test
    void shouldAnswerManyMessagesOnOneConnection() throws IOException {
        try (Client client = unix()) {
            for (int i = 0; i < 5; i++) {
                client.send(MessageWriter.text(node.request(Method.PROBE, "a.b")));
                assertEquals(404, client.read().code().code());
            }
            client.send(STATUS + STATUS);
            assertEquals(200, client.read().code().code());
            assertEquals("recording", Json.parse(client.read().body()).get("plane"));
        }
    }

    @Test
    void shouldTellTheOperatorWhatIsWrongWithThePlane() throws IOException {
        try (Client client = unix()) {
            client.send(STATUS);
            assertEquals(List.of(), Json.parse(client.read().body()).get("plane-troubles"));
            node.plane.broken = true;
            client.send(STATUS);
            assertEquals(List.of("the plane is broken"), Json.parse(client.read().body()).get("plane-troubles"));
        }
    }

    @Test
    void shouldGiveStatusToTheOperatorAlone() throws IOException {
        try (Client client = tcp()) {
            client.send(STATUS);
            Answer answer = client.read();
            assertEquals(403, answer.code().code());
            assertTrue(answer.detail().contains("for the operator"), answer.detail());
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }

    /** Whoever can open the socket, by its mode or as its folder allows, is asked of the kernel who it is. */
    @Test
    void shouldRefuseAnotherUserWhoCanOpenTheSocket() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root: it connects as another user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        String evict = "EVICT a.b NETSERV/0.1\nuser:" + ControllerFixture.JANE + "\n\n";
        assertEquals(List.of("200", "404"), codes("root", STATUS + evict));
        assertEquals(List.of("403", "403"), codes("nobody", STATUS + evict));
    }

    /** The codes of what the server answers a process of that user. */
    private List<String> codes(String user, String messages) throws IOException, InterruptedException {
        Process client = new ProcessBuilder("python3", "-c", CLIENT, socket.toString(), user).redirectErrorStream(true)
                .start();
        try (OutputStream input = client.getOutputStream()) {
            input.write(messages.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, client.waitFor(), said);
        // What has a body ends without the end of a line.
        return Pattern.compile("NETSERV/0\\.1 (\\d+) ").matcher(said).results().map(found -> found.group(1)).toList();
    }

    @Test
    void shouldGoOnAfterARefusalAndEndAfterWhatHasNoEnd() throws IOException {
        try (Client client = tcp()) {
            client.send("PROBE a.b NETSERV/0.1\nno colon here\n\n");
            Answer answer = client.read();
            assertEquals(400, answer.code().code());
            assertEquals(2, answer.line());
            client.send("GET / HTTP/1.1\n\n");
            assertEquals(400, client.read().code().code());
            assertThrows(EOFException.class, client::read);
        }
    }

    @Test
    void shouldRefuseAMessageThatIsTooLong() throws IOException {
        try (Client client = tcp()) {
            client.send("PROBE a.b NETSERV/0.1\nproperties:" + "x".repeat(16_380) + "\n\n");
            assertTrue(client.read().detail().contains("longer than 16380 bytes"));
        }
    }

    @Test
    void shouldEndASlowMessageAndServeOthersMeanwhile() throws IOException {
        try (Client slow = tcp(); Client quick = unix()) {
            slow.send("PROBE a.b");
            quick.send(STATUS);
            assertEquals(200, quick.read().code().code());
            Answer answer = slow.read();
            assertEquals(400, answer.code().code());
            assertTrue(answer.detail().contains("not whole within"), answer.detail());
            assertThrows(EOFException.class, slow::read);
        }
    }

    @Test
    void shouldServeOthersWhileManyConnectionsRest() throws IOException {
        List<Client> resting = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                resting.add(tcp());
            }
            try (Client client = unix()) {
                client.send(STATUS);
                assertEquals(200, client.read().code().code());
            }
        } finally {
            for (Client client : resting) {
                client.close();
            }
        }
    }

    @Test
    void shouldCountConnectionsThatMakeRoomForOthers() throws IOException {
        List<Client> resting = new ArrayList<>();
        try {
            for (int i = 0; i < 259; i++) {
                resting.add(tcp());
            }
            for (int i = 0; i < 3; i++) {
                assertThrows(EOFException.class, resting.get(i)::read);
            }
            assertEquals(3, node.counters.snapshot().get("control.tcp.displaced"));
            assertEquals(0, node.counters.snapshot().get("control.socket.displaced"));
            Client last = resting.getLast();
            last.send(STATUS);
            assertEquals(403, last.read().code().code());
        } finally {
            for (Client client : resting) {
                client.close();
            }
        }
    }

    @Test
    void shouldTakeOverTheSocketOfADeadNodeButNotOfALivingOne() throws IOException {
        try (ControlServer second = new ControlServer(node.host.controller(), node.counters, Duration.ofSeconds(1))) {
            IOException refusal = assertThrows(IOException.class, () -> second.listen(socket));
            assertTrue(String.valueOf(refusal.getMessage()).contains("in use by a node that runs"));
            Path dead = directory.resolve("dead.sock");
            ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(dead)).close();
            assertTrue(Files.exists(dead));
            second.listen(dead);
            try (Client client = new Client(UnixDomainSocketAddress.of(dead))) {
                client.send(STATUS);
                assertEquals(200, client.read().code().code());
            }
        }
    }

    @Test
    void shouldLeaveAFileAloneThatIsNoSocket() throws IOException {
        Path file = Files.writeString(directory.resolve("precious.xml"), "<precious/>");
        try (ControlServer second = new ControlServer(node.host.controller(), node.counters, Duration.ofSeconds(1))) {
            IOException refusal = assertThrows(IOException.class, () -> second.listen(file));
            assertTrue(String.valueOf(refusal.getMessage()).contains("no socket"), refusal.getMessage());
        }
        assertEquals("<precious/>", Files.readString(file));
    }

    @Test
    void shouldMakeRoomForOneMoreWhenTcpHasAllItsConnections() throws IOException {
        List<Client> resting = new ArrayList<>();
        try {
            for (int i = 0; i < 256; i++) {
                Client client = tcp();
                resting.add(client);
                client.send(STATUS);
                assertEquals(403, client.read().code().code());
            }
            // The one that has rested longest makes room.
            try (Client one = tcp()) {
                one.send(STATUS);
                assertEquals(403, one.read().code().code());
            }
            assertThrows(EOFException.class, resting.getFirst()::read);
            resting.getLast().send(STATUS);
            assertEquals(403, resting.getLast().read().code().code());
            try (Client client = unix()) {
                client.send(STATUS);
                assertEquals(200, client.read().code().code());
            }
        } finally {
            for (Client client : resting) {
                client.close();
            }
        }
    }

    private Client unix() throws IOException {
        return new Client(UnixDomainSocketAddress.of(socket));
    }

    private Client tcp() throws IOException {
        return new Client(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private final AnswerReader answers;

        Client(SocketAddress address) throws IOException {
            channel = SocketChannel.open(address);
            answers = new AnswerReader(Channels.newInputStream(channel));
        }

        void send(String text) throws IOException {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        Answer read() throws IOException {
            return answers.read();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
