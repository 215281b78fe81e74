package org.netserv.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.netserv.node.message.Answer;
import org.netserv.node.message.AnswerReader;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageWriter;

/** A connection to a node's control socket, for all messages. <b>Errors.</b> {@link UncheckedIOException}. */
final class Control implements AutoCloseable {

    private final SocketChannel channel;
    private final AnswerReader answers;

    private Control(SocketChannel channel) {
        this.channel = channel;
        this.answers = new AnswerReader(Channels.newInputStream(channel));
    }

    static Control connect(Path socket) throws IOException {
        return new Control(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** Sends a message and waits for its answer. */
    Answer send(ControlMessage message) {
        return send(MessageWriter.bytes(message));
    }

    /** Sends bytes that are one message, or meant to be, and waits for the answer. */
    Answer send(byte[] message) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(message);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return answers.read();
        } catch (IOException e) {
            throw new UncheckedIOException("the node did not answer a control message: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
