package org.netserv.signaling.nslp;

import org.jspecify.annotations.Nullable;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;

/** Peers that take no connections: what is short enough goes to them in datagrams. */
public final class Fallback {
    private Fallback() {}

    /** The same message by datagram, if that is what it failed for; else null. What is too long for one fails again. */
    public static @Nullable Outgoing of(Outgoing message, Failure why) {
        boolean mayHelp = message.transfer() == Transfer.RELIABLE
                && (why == Failure.NO_COMMON_STACK || why == Failure.ASSOCIATION_FAILED);
        return mayHelp ? new Outgoing(message.nslpId(), message.sessionId(), message.mri(), message.data(),
                null, Transfer.UNRELIABLE, message.hops()) : null;
    }
}
