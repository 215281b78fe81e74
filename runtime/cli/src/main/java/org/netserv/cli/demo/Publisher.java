package org.netserv.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.Method;

/** The content publisher: has a key, and signs messages with it. */
final class Publisher {

    static final String NAME = "publisher";

    /** Messages stay valid for longer than a module shall live, so that the TTL, not the message's expiry, ends it. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final String name;
    private final MessageSigner signer;
    private final Clock clock;

    private Publisher(String name, MessageSigner signer, Clock clock) {
        this.name = name;
        this.signer = signer;
        this.clock = clock;
    }

    /** A publisher with a new key, whose public half is written to a file for the node's operator. */
    static Publisher create(String name, Path publicKey) throws IOException {
        KeyPair keys = KeyScheme.ED25519.generate();
        KeyFiles.write(publicKey, keys.getPublic());
        return new Publisher(name, new MessageSigner(keys.getPrivate()), Clock.systemUTC());
    }

    /** The same where the clock is that much ahead. */
    Publisher ahead(Duration offset) {
        return new Publisher(name, signer, Clock.offset(clock, offset));
    }

    /** A signed SETUP of a module, with further headers. */
    ControlMessage setup(DemoModule module, String url, Duration ttl, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(module.headers());
        headers.putAll(more);
        MessageBuilder message = new MessageBuilder(Method.SETUP, module.id()).header("user", name)
                .header("ttl", ttl.toSeconds()).header("url", url).fresh(clock.instant().plus(ttl).plus(MARGIN));
        headers.forEach(message::header);
        return message.build(signer);
    }

    /** A signed REMOVE. */
    ControlMessage remove(DemoModule module) {
        return new MessageBuilder(Method.REMOVE, module.id()).header("user", name).fresh(clock.instant().plus(MARGIN))
                .build(signer);
    }

    /** A signed PROBE of a module's status. */
    ControlMessage probe(DemoModule module) {
        return new MessageBuilder(Method.PROBE, module.id()).header("user", name).header("probe", "module-status")
                .fresh(clock.instant().plus(MARGIN)).build(signer);
    }
}
