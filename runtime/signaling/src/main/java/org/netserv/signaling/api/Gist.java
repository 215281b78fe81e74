package org.netserv.signaling.api;

import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/**
 * What an application asks of GIST. What comes of it, {@link Nslp} is told. RFC 5971 Appendix B.
 *
 * <p><b>Thread.</b> Any; on another than GIST's own a call may wait while the node has too much to do.
 */
public interface Gist {
    /** Sends a message (SendMessage). */
    void send(Outgoing message);

    /**
     * For how long the state of a session is kept without being used (SetStateLifetime); while it is, the peer is asked whether it is
     * still there, or, if this node is the last one on the path, whether there is one now.
     *
     * @param mri the flow, in the direction of the peer
     * @param millis 0 lets it go now
     */
    void keep(int nslpId, SessionId sessionId, Mri mri, long millis);

    /** Something tells that the peer is not next on the path any more: it is asked now (InvalidateRoutingState). */
    void doubt(int nslpId, SessionId sessionId, Mri mri);

    /** Looks for a peer now, without anything to send to it; does nothing if there is one. */
    void probe(int nslpId, SessionId sessionId, Mri mri);
}
