package org.netserv.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;

/** Signed messages that are valid for a minute. */
final class Requests {
    private static final Duration LIFE = Duration.ofMinutes(1);

    private Requests() {}

    /** A message with further headers as names and values in turn. */
    static ControlMessage signed(Method method, String module, Signing signing, String... headers)
            throws IOException {
        try {
            MessageBuilder message = new MessageBuilder(method, module).header("user", signing.user())
                    .fresh(Instant.now().plus(LIFE));
            if (!signing.nodeId().isEmpty()) {
                message.header("node-id", signing.nodeId());
            }
            for (int i = 0; i < headers.length; i += 2) {
                message.header(headers[i], headers[i + 1]);
            }
            return message.build(signing.signer());
        } catch (IllegalArgumentException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }
}
