package org.netserv.signaling.api;

import org.jspecify.annotations.Nullable;
import org.netserv.signaling.wire.Octets;

/**
 * What an NSLP wants of a Query.
 *
 * @param peer whether this node answers it; otherwise it goes on towards the flow's destination
 * @param data what goes into the Response, if that is not longer than twice the Query then, or into the Query that goes on; null for nothing in the one and no change in
 *            the other; whole words
 */
public record Decision(boolean peer, @Nullable Octets data) {
    /** Answer it. */
    public static final Decision PEER = new Decision(true, null);
    /** Let it go on as it came. */
    public static final Decision FORWARD = new Decision(false, null);
}
