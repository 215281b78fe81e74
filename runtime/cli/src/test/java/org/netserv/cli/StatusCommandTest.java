package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.message.Answer;
import org.netserv.node.message.StatusCode;
import picocli.CommandLine;

class StatusCommandTest {
    @TempDir
    private Path folder;

    @Test
    void shouldShowWhatIsWrongWithThePlaneBelowItsLine() throws Exception {
        Path socket = folder.resolve("control.sock");
        try (ServerSocketChannel node = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            node.bind(UnixDomainSocketAddress.of(socket));
            Thread answering = Thread.ofVirtual().start(() -> answer(node, """
                    {"node-id": "edge1", "since": "then", "plane": "nfqueue", "plane-settings": {"queues": "20051"},
                     "plane-troubles": ["thread netserv-nfq-0 has died"], "modules": [], "counters": {}}"""));
            StringWriter text = new StringWriter();
            CommandLine command = Main.commandLine(Map.of("TERM", "dumb"), true).setOut(new PrintWriter(text, true));
            assertEquals(0, command.execute("status", "--socket", socket.toString()));
            answering.join();
            assertEquals("""
                    node edge1, since then
                    plane nfqueue {queues=20051}
                      trouble: thread netserv-nfq-0 has died
                    no modules
                    counters that are not 0
                    """, text.toString());
        }
    }

    @Test
    void shouldShowItAgainAndAgain() throws Exception {
        Answer answer = Answer.of(StatusCode.DONE, "").with("{\"node-id\": \"edge1\", \"modules\": []}");
        try (FakeNode node = new FakeNode(folder, answer, answer, answer)) {
            assertEquals(1, node.run("status", "--watch", "0.1"));
            assertEquals(3, node.out.lines().filter(line -> line.startsWith("node edge1")).count(), node.out);
            assertEquals(2, node.run("status", "--watch", "0"));
        }
    }

    private static void answer(ServerSocketChannel node, String body) {
        try (SocketChannel client = node.accept()) {
            client.read(ByteBuffer.allocate(100));
            client.write(ByteBuffer.wrap(Answer.of(StatusCode.DONE, "").from("edge1").with(body).toBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
