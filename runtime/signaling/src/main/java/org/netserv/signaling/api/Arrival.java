package org.netserv.signaling.api;

import org.jspecify.annotations.Nullable;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/**
 * A message for an NSLP.
 *
 * @param mri the flow, in the direction that the message travelled
 * @param data what the other NSLP sent; of a Query it may be empty
 * @param from who sent it; null for a message of which GIST does not know
 * @param validated whether it came from the peer that the routing state has
 * @param explicitlyRouted whether it was addressed to this very node
 * @param hops how many nodes may still process what follows from it; 0 means that it ends here
 * @param ipDistance IP hops between the peer and this node, or 0 if unknown
 * @param interfaceIndex where it arrived, or 0 if unknown
 * @param connected whether it came by a messaging association, which is the peer's for certain
 */
public record Arrival(int nslpId, SessionId sessionId, Mri mri, Octets data, @Nullable Peer from, boolean validated,
        boolean explicitlyRouted, int hops, int ipDistance, int interfaceIndex,
        boolean connected) {}
