package org.netserv.signaling.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.machine.Querier;
import org.netserv.signaling.machine.Responder;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/**
 * What a node knows of a session in one direction: who is next, and how sure it is of that.
 *
 * <p>There may be a hundred thousand of them. What is needed only during a handshake is null outside of one, and timers
 * and peers are shared.
 */
final class RoutingState {
    /** Timers of a state; it has as many as there are. */
    static final int TIMERS = 2;
    /** Until a Response or a Confirm comes; and between handshakes, until the querier begins the next. */
    static final int HANDSHAKE_TIMER = 0;
    /** Until the state ends: by inactivity of a querier, by lack of a refresh of a responder. */
    static final int END_TIMER = 1;

    /** What {@link #wantsAssociation} may be, besides 0. */
    static final int WANTS_RELIABLE = 1;
    static final int WANTS_SECURE = 2;

    /** More Queries than this are not outstanding. */
    private static final int COOKIES = 8;
    private static final int MOST_WAITING = 16;

    /** The flow, in the direction that this node sends. */
    final Mri mri;
    final long sessionHigh;
    final long sessionLow;
    final int nslpId;
    final boolean querying;
    final int hash;
    int slot;

    Querier.State querier = Querier.State.UNBORN;
    Responder.State responder = Responder.State.UNBORN;
    @Nullable
    Peer peer;
    int port;
    /** IP hops to the peer, 0 if unknown. */
    int distance;
    /** When this handshake's first Query was sent, the lower bits of it. */
    int askedMillis;
    /** Whether a handshake has begun and no Response has come. */
    boolean asking;
    @Nullable
    Association association;
    /**
     * Whether nobody was behind this node when it last looked. Outside of a handshake the machine is then unborn and there is no
     * peer: the row is empty until the next Query.
     */
    boolean last;
    /** Whether the application has asked who is behind this node, and not this node of its own accord. */
    boolean asked;
    /** Whether the session has asked for an association, and for which. */
    byte wantsAssociation;
    /** How often the message of this handshake has been sent. */
    byte sent;
    byte cookies;
    int validityMillis;
    int inactiveMillis;
    /** When the cookie was issued that this state goes back to. */
    long confirmedMillis;
    private long @Nullable [] cookie;
    private @Nullable Queue<Outgoing> waiting;
    /** A responder's answer, to be sent again. */
    byte @Nullable [] response;

    RoutingState(Mri mri, long sessionHigh, long sessionLow, int nslpId, boolean querying, int hash) {
        this.mri = mri;
        this.sessionHigh = sessionHigh;
        this.sessionLow = sessionLow;
        this.nslpId = nslpId;
        this.querying = querying;
        this.hash = hash;
    }

    SessionId sessionId() {
        return new SessionId(sessionHigh, sessionLow);
    }

    int timer(int which) {
        return slot * TIMERS + which;
    }

    /** Remembers the cookie of a Query; the oldest of too many is forgotten. */
    void addCookie(long value) {
        long[] all = cookie;
        if (all == null) {
            all = new long[COOKIES];
            cookie = all;
        }
        all[cookies & (COOKIES - 1)] = value;
        cookies = (byte) (cookies == 2 * COOKIES - 1 ? COOKIES : cookies + 1);
    }

    /** Whether a Query with this cookie was sent. */
    boolean hasCookie(long value) {
        long[] all = cookie;
        for (int i = 0; all != null && i < Math.min(cookies, COOKIES); i++) {
            if (all[i] == value) {
                return true;
            }
        }
        return false;
    }

    /** Keeps a message until it can be sent; false if there are too many. */
    boolean queue(Outgoing message) {
        Queue<Outgoing> queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>(1);
            waiting = queue;
        }
        return queue.size() < MOST_WAITING && queue.add(message);
    }

    /** The next message that waits, or null. */
    @Nullable
    Outgoing nextWaiting() {
        Queue<Outgoing> queue = waiting;
        Outgoing message = queue == null ? null : queue.poll();
        if (message == null) {
            waiting = null;
        }
        return message;
    }
}
