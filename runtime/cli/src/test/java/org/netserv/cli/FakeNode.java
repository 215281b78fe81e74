package org.netserv.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageParser;
import org.netserv.node.message.StatusCode;
import picocli.CommandLine;

/** What a subcommand talks to in a test: gives some answers, one to each connection, with the parts before it, and is gone. */
final class FakeNode implements AutoCloseable {
    final List<ControlMessage> received = Collections.synchronizedList(new ArrayList<>());
    private final Path socket;
    private final ServerSocketChannel listener;
    String out = "";
    String err = "";

    FakeNode(Path folder, Answer... answers) throws IOException {
        socket = folder.resolve("fake.sock");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(() -> answer(answers));
    }

    private void answer(Answer... answers) {
        try (listener) {
            for (int i = 0; i < answers.length; i++) {
                try (SocketChannel client = listener.accept()) {
                    received.add(Objects.requireNonNull(
                            new ControlMessageParser(Channels.newInputStream(client)).read()));
                    for (; answers[i].code() == StatusCode.PART; i++) {
                        Channels.newOutputStream(client).write(answers[i].toBytes());
                    }
                    if (i == answers.length - 1) {
                        Files.delete(socket); // whoever asks once more is told so at once
                    }
                    Channels.newOutputStream(client).write(answers[i].toBytes());
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a subcommand against it; its exit code. */
    int run(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        CommandLine command = Main.commandLine(Map.of("TERM", "dumb"), true).setOut(new PrintWriter(outText, true))
                .setErr(new PrintWriter(errText, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--socket", socket.toString()));
        int exit = command.execute(all.toArray(String[]::new));
        out = outText.toString();
        err = errText.toString();
        return exit;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
