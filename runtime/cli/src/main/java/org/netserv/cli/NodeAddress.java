package org.netserv.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.netserv.node.message.Answer;
import org.netserv.node.message.AnswerReader;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageWriter;
import picocli.CommandLine.Option;

/** The node that a subcommand talks to: mixed into those that do. */
final class NodeAddress {
    static final String DEFAULT_SOCKET = "/run/netserv/control.sock";

    @Option(names = {"-s",
        "--socket"}, paramLabel = "PATH", defaultValue = DEFAULT_SOCKET, description = "Control socket of the node (default: ${DEFAULT-VALUE}).")
    private Path socket = Path.of(DEFAULT_SOCKET);

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "0", description = "Control port of the node on the loopback address, in place of the socket.")
    private int port;

    /** Sends one message and waits for its answer. */
    Answer send(ControlMessage message) throws IOException {
        return send(MessageWriter.bytes(message));
    }

    /** Sends bytes that are one message, or meant to be, and waits for the answer. */
    Answer send(byte[] message) throws IOException {
        SocketAddress address = port == 0
                ? UnixDomainSocketAddress.of(socket)
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (SocketChannel channel = connect(address)) {
            ByteBuffer bytes = ByteBuffer.wrap(message);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return new AnswerReader(Channels.newInputStream(channel)).read();
        }
    }

    private static SocketChannel connect(SocketAddress address) {
        try {
            return SocketChannel.open(address);
        } catch (IOException e) {
            throw new CliException("no node answers at " + address + ": " + e.getMessage()
                    + " (is it running? see netserv run --help; another place is given with --socket or --port)", e);
        }
    }
}
