package org.netserv.perf.router;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import org.netserv.node.message.Answer;
import org.netserv.node.message.AnswerReader;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.Method;
import org.netserv.rig.RigException;

/** The publisher of the measured modules: has a key, and speaks to a node's control socket. */
final class NodeControl {

    /** Its name in the node's configuration. */
    static final String USER = "publisher";

    /** Longer than any run. */
    private static final Duration LIFE = Duration.ofHours(10);

    private final Path socket;
    private final MessageSigner signer;

    private NodeControl(Path socket, MessageSigner signer) {
        this.socket = socket;
        this.signer = signer;
    }

    /** A publisher with a new key, whose public half is written to a file for the node. */
    static NodeControl create(Path socket, Path publicKey) {
        KeyPair keys = KeyScheme.ED25519.generate();
        try {
            KeyFiles.write(publicKey, keys.getPublic());
        } catch (IOException e) {
            throw new RigException("cannot write " + publicKey + ": " + e.getMessage(), e);
        }
        return new NodeControl(socket, new MessageSigner(keys.getPrivate()));
    }

    /** Whether the node takes messages. */
    boolean answers() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Installs a module. <b>Errors.</b> {@link RigException} with the node's own sentence if it refuses. */
    void install(ModuleUnderTest module, Path modules, int port) {
        MessageBuilder message = new MessageBuilder(Method.SETUP, module.id()).header("user", USER)
                .header("ttl", LIFE.toSeconds()).header("url", modules.resolve(module.jar()).toUri().toString())
                .fresh(Instant.now().plus(LIFE));
        module.headers(port).forEach((name, value) -> {
            if (!value.isEmpty()) {
                message.header(name, value);
            }
        });
        Answer answer = send(message.build(signer));
        if (!answer.code().isSuccess()) {
            throw new RigException("the node refused " + module.id() + ": " + answer.code().code() + " "
                    + answer.detail());
        }
    }

    private Answer send(ControlMessage message) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer bytes = ByteBuffer.wrap(MessageWriter.bytes(message));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return new AnswerReader(Channels.newInputStream(channel)).read();
        } catch (IOException e) {
            throw new RigException("the node did not answer a control message: " + e.getMessage(), e);
        }
    }
}
