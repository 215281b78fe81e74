package org.netserv.signaling.nslp;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.PathAnswer;
import org.netserv.node.message.PathAnswer.Result;
import org.netserv.node.message.StatusCode;
import org.netserv.node.signaling.OnPath;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Gist;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.nslp.wire.Frame;
import org.netserv.signaling.nslp.wire.RequestCodec;
import org.netserv.signaling.wire.Octets;

/**
 * Has modules follow their paths: a node that is new behind this one gets the SETUP, as it came and was signed, and the one that
 * was there before is told that it is not on the path any more. That is believed only of whoever brought the SETUP, by association.
 *
 * <p><b>Thread.</b> Any.
 */
final class Follower {
    private static final Duration WITHOUT_EXPIRY = Duration.ofHours(1);

    private final OnPath node;
    private final Gist gist;
    private final int nslpId;
    private final Clock clock;
    private final Followed followed = new Followed();

    Follower(OnPath node, Gist gist, int nslpId, Clock clock) {
        this.node = node;
        this.gist = gist;
        this.nslpId = nslpId;
        this.clock = clock;
    }

    /** What the node made of a request. */
    void decided(Arrival arrival, Frame request, ControlMessage message, PathAnswer answer) {
        Result result = answer.result();
        Peer from = arrival.from();
        switch (request.type()) {
            case SETUP -> {
                boolean taken = result == Result.ACCEPTED || result == Result.INSTALLED || result == Result.PENDING;
                if (taken && from != null) {
                    follow(new Followed.Setup(arrival.sessionId(), arrival.mri(), from, request, message,
                            until(message)));
                }
            }
            case REMOVE -> {
                // A copy of an old one finds the module installed anew: that one stays.
                boolean gone = result == Result.DONE || result == Result.ACCEPTED || result == Result.PENDING
                        || answer.answer().code() == StatusCode.NOT_FOUND;
                if (gone) {
                    followed.forget(message.value("user"), message.moduleId());
                }
            }
            case PROBE, TRIGGER, TEARDOWN -> {
                // They leave nothing behind.
            }
        }
    }

    private void follow(Followed.Setup setup) {
        Instant now = clock.instant();
        if (followed.add(setup, now)) {
            gist.keep(nslpId, setup.session(), setup.flow(),
                    Math.max(1, Duration.between(now, setup.until()).toMillis()));
        }
    }

    private Instant until(ControlMessage setup) {
        try {
            return OffsetDateTime.parse(setup.value("expires")).toInstant();
        } catch (DateTimeException e) { // a node may do without
            return clock.instant().plus(WITHOUT_EXPIRY);
        }
    }

    /**
     * Something has changed behind this node.
     *
     * @param underWay whether a request of the session is
     */
    void changed(Notification news, boolean underWay) {
        Followed.Setup setup = news.mri().isUpstream() ? null
                : followed.of(news.sessionId(), news.mri(), clock.instant());
        if (setup == null) {
            return;
        }
        switch (news.kind()) {
            case ROUTE_CHANGED -> {
                send(setup, setup.request().data(), null);
                Peer before = news.previous();
                if (before != null) {
                    send(setup, RequestCodec.teardown(setup.request().id()), before);
                }
            }
            case ROUTE_GOOD -> {
                if (!underWay) {
                    send(setup, setup.request().data(), null);
                }
            }
            case LAST_NODE, ASSOCIATION_LOST, ROUTE_GONE -> {
                // Nobody is there to be told.
            }
        }
    }

    /** A TEARDOWN has come. Returns whether it was from whoever may send one. */
    boolean torn(Arrival arrival, Frame teardown) {
        Followed.Setup setup = followed.of(arrival.sessionId(), arrival.mri(), clock.instant());
        boolean allowed = setup != null && arrival.connected() && setup.from().equals(arrival.from())
                && setup.request().id().equals(teardown.id());
        if (setup != null && allowed) {
            send(setup, teardown.data(), null);
            if (!followed.drop(setup)) {
                node.leave(setup.message());
            }
        }
        return allowed;
    }

    private void send(Followed.Setup setup, Octets data, @Nullable Peer to) {
        gist.send(new Outgoing(nslpId, setup.session(), setup.flow(), data, to, Transfer.RELIABLE, Outgoing.ANY_HOPS));
    }
}
