package org.netserv.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.netserv.node.message.Answer;
import org.netserv.node.message.AnswerReader;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.StatusCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The node that a subcommand talks to: mixed into those that do. */
final class NodeAddress {
    private static final int MAX_PORT = 65_535;
    static final String DEFAULT_SOCKET = "/run/netserv/control.sock";

    @Option(names = {"-s",
        "--socket"}, paramLabel = "PATH", defaultValue = DEFAULT_SOCKET, description = "Control socket of the node (default: ${DEFAULT-VALUE}).")
    private Path socket = Path.of(DEFAULT_SOCKET);

    private int port;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--port", paramLabel = "PORT", description = "Control port of the node on the loopback address, in place of the socket.")
    void port(int value) {
        if (value < 1 || value > MAX_PORT) {
            throw new ParameterException(spec.commandLine(),
                    "--port " + value + ": expected a number from 1 to " + MAX_PORT);
        }
        port = value;
    }

    /** The node that listens on a socket. */
    static NodeAddress of(Path socket) {
        NodeAddress address = new NodeAddress();
        address.socket = socket;
        return address;
    }

    /** Sends one message and waits for its answer. */
    Answer send(ControlMessage message) throws IOException {
        return send(MessageWriter.bytes(message));
    }

    /** Asks for the node's state. */
    Answer status() throws IOException {
        return send(new MessageBuilder(Method.STATUS, ControlMessage.NO_MODULE).build());
    }

    /** Sends bytes that are one message, or meant to be, and waits for the answer. */
    Answer send(byte[] message) throws IOException {
        return send(message, part -> {
            throw new ProtocolException("the node answers in parts, which it was not asked for");
        });
    }

    /** Takes parts of an answer. */
    @FunctionalInterface
    interface Parts {
        void take(String body) throws IOException;
    }

    /** Sends one message and waits for its answer, of which parts may come before. */
    Answer send(ControlMessage message, Parts parts) throws IOException {
        return send(MessageWriter.bytes(message), parts);
    }

    private Answer send(byte[] message, Parts parts) throws IOException {
        try (SocketChannel channel = connect()) {
            ByteBuffer bytes = ByteBuffer.wrap(message);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            AnswerReader reader = new AnswerReader(Channels.newInputStream(channel));
            Answer answer = reader.read();
            while (answer.code() == StatusCode.PART) {
                parts.take(answer.body());
                answer = reader.read();
            }
            return answer;
        }
    }

    private SocketChannel connect() {
        String place = port == 0 ? socket.toString() : "port " + port + " of the loopback address";
        SocketAddress address = port == 0
                ? UnixDomainSocketAddress.of(socket)
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            return SocketChannel.open(address);
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            throw new CliException(why.contains("Permission denied")
                    ? place + ": permission denied: expected root or the user that the node runs as"
                    : "no node answers at " + place + ": " + why
                            + " (is it running? another place is given with --socket or --port)",
                    e);
        }
    }
}
