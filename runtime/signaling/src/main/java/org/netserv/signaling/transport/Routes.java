package org.netserv.signaling.transport;

import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.Mri;

/** Where Queries are sent when no router on the way picks them up. */
@FunctionalInterface
public interface Routes {
    /** To the end of the flow. */
    Routes TO_THE_END = flow -> flow.isUpstream() ? flow.source() : flow.destination();

    /** The address that a Query for the flow is sent to. */
    IpAddress next(Mri flow);
}
