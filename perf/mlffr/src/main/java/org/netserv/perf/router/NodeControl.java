package org.netserv.perf.router;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.netserv.node.message.Answer;
import org.netserv.node.message.AnswerReader;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.Method;
import org.netserv.rig.RigException;

/** A publisher: has a key, and speaks to a node's control socket. <b>Thread.</b> Any. */
public final class NodeControl {

    /** The name of the publisher of the measured modules. */
    static final String USER = "publisher";

    /** Longer than any run. */
    private static final Duration LIFE = Duration.ofHours(10);

    /** How long a message may be on its way that installs nothing. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Path socket;
    private final String user;
    private final MessageSigner signer;

    private NodeControl(Path socket, String user, MessageSigner signer) {
        this.socket = socket;
        this.user = user;
        this.signer = signer;
    }

    /** The publisher of the measured modules, with a new key, whose public half is written to a file for the node. */
    static NodeControl create(Path socket, Path folder) {
        Guest publisher = Guest.create(USER, folder, "");
        return new NodeControl(socket, USER, publisher.signer());
    }

    /** A guest of the node that listens there. */
    public static NodeControl of(Path socket, Guest guest) {
        return new NodeControl(socket, guest.user(), guest.signer());
    }

    /** Whether the node takes messages. */
    public boolean answers() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Installs a module. <b>Errors.</b> {@link RigException} with the node's own sentence if it refuses. */
    void install(ModuleUnderTest module, Path modules) {
        install(module.id(), modules.resolve(module.jar()), module.headers());
    }

    /**
     * The same for any JAR.
     *
     * @param headers of the SETUP beside what all have; empty ones are left out
     */
    public void install(String id, Path jar, Map<String, String> headers) {
        install(id, jar, headers, LIFE);
    }

    /**
     * The same for a module that is to end by itself.
     *
     * @param ttl whole seconds
     */
    public void install(String id, Path jar, Map<String, String> headers, Duration ttl) {
        MessageBuilder message = begin(Method.SETUP, id).header("ttl", ttl.toSeconds())
                .header("url", jar.toUri().toString()).fresh(Instant.now().plus(ttl));
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                message.header(name, value);
            }
        });
        require(id, message);
    }

    /** Removes a module. <b>Errors.</b> As {@link #install}. */
    public void remove(String id) {
        require(id, begin(Method.REMOVE, id).fresh(Instant.now().plus(SOON)));
    }

    private MessageBuilder begin(Method method, String id) {
        return new MessageBuilder(method, id).header("user", user);
    }

    private void require(String id, MessageBuilder message) {
        Answer answer = send(message.build(signer));
        if (!answer.code().isSuccess()) {
            throw new RigException("the node refused " + id + ": " + answer.code().code() + " " + answer.detail());
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
