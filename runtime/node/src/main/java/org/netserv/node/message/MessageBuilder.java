package org.netserv.node.message;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts a control message together, for clients. <b>Thread.</b> One. */
public final class MessageBuilder {

    private final Method method;
    private final String module;
    private final List<Header> headers = new ArrayList<>();

    /** A message about a module; {@link ControlMessage#NO_MODULE} for STATUS. */
    public MessageBuilder(Method method, String module) {
        this.method = method;
        this.module = module;
    }

    /** Adds a header. <b>Errors.</b> {@link IllegalArgumentException} if text cannot carry it. */
    public MessageBuilder header(String name, String value) {
        headers.add(new Header(name.toLowerCase(Locale.ROOT), Header.trim(value), 0));
        return this;
    }

    /** Adds a header with a number. */
    public MessageBuilder header(String name, long value) {
        return header(name, Long.toString(value));
    }

    /** Adds a fresh {@code nonce} and the {@code expires}, in whole seconds. */
    public MessageBuilder fresh(Instant expires) {
        return header("expires", expires.truncatedTo(ChronoUnit.SECONDS).toString()).header("nonce",
                Nonce.random().toString());
    }

    /** The message, unsigned unless a signature was added. */
    public ControlMessage build() {
        return new ControlMessage(method, module, headers);
    }

    /** The message, signed. */
    public ControlMessage build(MessageSigner signer) {
        return signer.sign(build());
    }
}
