package org.netserv.node.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every publisher's message says beside its request.
 *
 * @param user who speaks
 * @param expires when the message is void; null if it does not say
 * @param nonce what makes it unique; null if it has none
 * @param nodeId the only node that acts; null for every node
 * @param credential of a clearinghouse; null if there is none
 */
public record Envelope(String user, @Nullable Instant expires, @Nullable Nonce nonce, @Nullable String nodeId,
        @Nullable String credential) {}
