package org.netserv.node.message;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A publisher takes a module away.
 *
 * @param message as it was read
 * @param module which; without a version, every version
 * @param envelope who asks
 * @param notification called when it is done; null for nobody
 */
public record RemoveRequest(ControlMessage message, ModuleId module, Envelope envelope,
        @Nullable URI notification) implements Request.Signed {}
