package org.netserv.perf.signaling;

import java.util.concurrent.atomic.AtomicLong;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.api.Outgoing;

/** An application that answers whoever asks, and counts. */
final class AgreeingNslp implements Nslp {
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong gone = new AtomicLong();

    @Override
    public int id() {
        return SessionMessages.NSLP_ID;
    }

    @Override
    public Decision query(Arrival query) {
        return Decision.PEER;
    }

    /** Of a session that the node knows. */
    @Override
    public void received(Arrival message) {
        if (message.validated()) {
            received.lazySet(received.get() + 1);
        }
    }

    @Override
    public void failed(Outgoing message, Failure why) {}

    @Override
    public void changed(Notification news) {
        if (news.kind() == Notification.Kind.ROUTE_GONE) {
            gone.lazySet(gone.get() + 1);
        }
    }

    /** Messages for sessions that the node knows. */
    long received() {
        return received.get();
    }

    /** Sessions that have ended. */
    long gone() {
        return gone.get();
    }
}
