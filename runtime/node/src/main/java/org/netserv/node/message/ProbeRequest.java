package org.netserv.node.message;

/**
 * A publisher asks about a module.
 *
 * @param message as it was read
 * @param module which; without a version, every version
 * @param envelope who asks
 * @param probe what is asked, {@code module-status} for example
 */
public record ProbeRequest(ControlMessage message, ModuleId module, Envelope envelope,
        String probe) implements Request.Signed {}
