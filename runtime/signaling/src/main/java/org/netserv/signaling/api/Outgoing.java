package org.netserv.signaling.api;

import org.jspecify.annotations.Nullable;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/**
 * A message that an NSLP sends.
 *
 * @param mri the flow, in the direction that the message is to travel
 * @param data whole words, at most 16,380 bytes
 * @param to the very node that is to have it, or null for the next one on the path
 * @param transfer how it may travel
 * @param hops how many nodes may process it, or 0 for as many as GIST allows
 */
public record Outgoing(int nslpId, SessionId sessionId, Mri mri, Octets data, @Nullable Peer to, Transfer transfer,
        int hops) {
    private static final int MOST_BYTES = 0xFFF * Integer.BYTES;

    public Outgoing {
        if (data.length() % Integer.BYTES != 0 || data.length() > MOST_BYTES) {
            throw new IllegalArgumentException("data must be whole words, at most " + MOST_BYTES + " bytes: length="
                    + data.length());
        }
        if (hops < 0 || hops > 0xFF) {
            throw new IllegalArgumentException("hops=" + hops);
        }
    }

    /** A message to the next node on the path. */
    public static Outgoing of(int nslpId, SessionId sessionId, Mri mri, Octets data, Transfer transfer) {
        return new Outgoing(nslpId, sessionId, mri, data, null, transfer, 0);
    }
}
