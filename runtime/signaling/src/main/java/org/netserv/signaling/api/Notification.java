package org.netserv.signaling.api;

import org.jspecify.annotations.Nullable;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/**
 * News of the routing state of a session.
 *
 * @param mri the flow, in the direction of the peer that this is about
 * @param peer who is there now, if anybody is
 * @param previous who was there before, if somebody was
 */
public record Notification(Kind kind, int nslpId, SessionId sessionId, Mri mri, @Nullable Peer peer,
        @Nullable Peer previous) {
    /** What happened. */
    public enum Kind {
        /** There is a peer, or the same one has been confirmed after doubt. */
        ROUTE_GOOD,
        /** Another node has taken the peer's place. */
        ROUTE_CHANGED,
        /**
         * Nobody is behind this node on the path. GIST looks again until the NSLP lets the session go, and says so with
         * {@link #ROUTE_GOOD} when somebody is.
         */
        LAST_NODE,
        /** The association with the peer broke: what was sent last may not have arrived. */
        ASSOCIATION_LOST,
        /** The state was not refreshed, or the NSLP has let it go. */
        ROUTE_GONE
    }
}
