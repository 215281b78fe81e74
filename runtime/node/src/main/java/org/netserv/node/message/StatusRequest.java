package org.netserv.node.message;

/**
 * The operator asks for the node's state.
 *
 * @param message as it was read
 */
public record StatusRequest(ControlMessage message) implements Request {}
