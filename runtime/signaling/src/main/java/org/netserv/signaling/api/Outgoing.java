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
 * @param hops how many nodes may process it, {@link Arrival#hops} of what it follows from, or {@link #ANY_HOPS}; with 0 it fails
 */
public record Outgoing(int nslpId, SessionId sessionId, Mri mri, Octets data, @Nullable Peer to, Transfer transfer,
        int hops) {
    /** As many hops as GIST allows: for a message that follows from no other. */
    public static final int ANY_HOPS = -1;

    private static final int MOST_BYTES = 0xFFF * Integer.BYTES;

    public Outgoing {
        if (data.length() % Integer.BYTES != 0 || data.length() > MOST_BYTES) {
            throw new IllegalArgumentException("data must be whole words, at most " + MOST_BYTES + " bytes: length="
                    + data.length());
        }
        if (hops < ANY_HOPS || hops > 0xFF) {
            throw new IllegalArgumentException("hops=" + hops);
        }
    }

    /** A message to the next node on the path. */
    public static Outgoing of(int nslpId, SessionId sessionId, Mri mri, Octets data, Transfer transfer) {
        return new Outgoing(nslpId, sessionId, mri, data, null, transfer, ANY_HOPS);
    }
}
