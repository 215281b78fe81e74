package org.netserv.signaling.api;

/**
 * A signaling application. GIST finds the nodes on the path that host it, and carries its messages.
 *
 * <p><b>Thread.</b> GIST's own: whatever takes time is done elsewhere.
 */
public interface Nslp {
    /** Its number. */
    int id();

    /** A Query came by. Nothing of it has been verified yet, and it may come more than once. */
    Decision query(Arrival query);

    /** A message for it. */
    void received(Arrival message);

    /** A message that it has sent does not arrive, or perhaps does not. */
    void failed(Outgoing message, Failure why);

    /** Something has changed on the path of one of its sessions. */
    void changed(Notification news);
}
