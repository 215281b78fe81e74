package org.netserv.node.message;

import org.jspecify.annotations.Nullable;

/**
 * The operator asks for something.
 *
 * @param message as it was read
 * @param user the publisher that is meant; empty where the node is
 * @param module which of its modules; null for all of them, or the node
 * @param version the version that is to come back; null for the latest
 */
public record OperatorRequest(ControlMessage message, String user, @Nullable ModuleId module,
        @Nullable ModuleId version) implements Request {}
