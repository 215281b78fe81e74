package org.netserv.signaling.engine;

import org.jspecify.annotations.Nullable;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.SessionId;

/** What queriers' and responders' states have in common: how they send, whom they use, and how they end. */
final class States {
    private final Context context;
    private final Outbox outbox;
    private final Associations associations;

    States(Context context, Outbox outbox, Associations associations) {
        this.context = context;
        this.outbox = outbox;
        this.associations = associations;
    }

    /** Sends NSLP data to the state's peer, by its association if it has one. */
    void sendData(RoutingState state, Outgoing message) {
        Peer peer = state.peer;
        NetworkInfo self = peer == null ? null : context.self(peer.address().isIpv4());
        if (peer == null || self == null) {
            fail(message, Failure.NO_ROUTE);
            return;
        }
        Association association = state.association;
        int length = write(message, association == null ? self : null, 0, state.distance);
        if (association != null) {
            associations.send(association, length);
            context.counters.add(Count.SENT_DATA);
        } else {
            outbox.send(length, peer.address(), state.port, Count.SENT_DATA);
        }
    }

    /** Whether a message has to go by an association. */
    boolean needsAssociation(Outgoing message) {
        return message.transfer().needsAssociation()
                || message.data().length() + dataOverhead(message) > context.settings.datagramBytes();
    }

    /** Sends NSLP data to one very node, whatever state there is. */
    void sendExplicitly(Outgoing message, Peer to, int port) {
        NetworkInfo self = context.self(to.address().isIpv4());
        Association association = associations.with(to, message.transfer() == Transfer.SECURE);
        if (self == null || (association == null && needsAssociation(message))) {
            fail(message, Failure.NO_ROUTE);
            return;
        }
        int length = write(message, association == null ? self : null, MessageHeader.E, 0);
        if (association != null) {
            associations.send(association, length);
            context.counters.add(Count.SENT_DATA);
        } else {
            outbox.send(length, to.address(), port, Count.SENT_DATA);
        }
    }

    private int write(Outgoing message, @Nullable NetworkInfo self, int flags, int distance) {
        int hops = message.hops() == Outgoing.ANY_HOPS ? context.settings.hops() : message.hops();
        MessageWriter writer = outbox
                .begin(MessageType.DATA, false, hops, message.nslpId(), MessageHeader.S | flags)
                .mri(message.mri(), message.mri().isUpstream())
                .sessionId(message.sessionId().high(), message.sessionId().low());
        if (self != null) {
            writer.networkInfo(self, context.ipTtl(message.mri(), distance), context.validityMillis());
        }
        writer.octets(ObjectType.NSLP_DATA, message.data());
        return outbox.end();
    }

    /** The state uses this association from now on, and no other; null for none. */
    void use(RoutingState state, @Nullable Association association) {
        Association before = state.association;
        if (before == association) {
            return;
        }
        state.association = association;
        if (association != null) {
            associations.use(association);
        }
        if (before != null) {
            associations.release(before);
        }
    }

    void startHandshakeTimer(RoutingState state, long millis) {
        start(state, RoutingState.HANDSHAKE_TIMER, millis);
    }

    void startEndTimer(RoutingState state, long millis) {
        start(state, RoutingState.END_TIMER, millis);
    }

    void stopHandshakeTimer(RoutingState state) {
        context.stateTimers.stop(state.timer(RoutingState.HANDSHAKE_TIMER));
    }

    boolean hasEndTimer(RoutingState state) {
        return context.stateTimers.isRunning(state.timer(RoutingState.END_TIMER));
    }

    private void start(RoutingState state, int which, long millis) {
        context.stateTimers.start(state.timer(which), context.nowMillis + millis);
    }

    /** Takes a dead state out of the table; what it could not send has failed. */
    void bury(RoutingState state, Failure why, Notification.Kind kind) {
        stopHandshakeTimer(state);
        context.stateTimers.stop(state.timer(RoutingState.END_TIMER));
        context.table.remove(state);
        use(state, null);
        failWaiting(state, why);
        tell(state, kind, null, state.peer);
    }

    /** What a state could not send has failed. */
    void failWaiting(RoutingState state, Failure why) {
        for (Outgoing next = state.nextWaiting(); next != null; next = state.nextWaiting()) {
            fail(next, why);
        }
    }

    /** Tells the NSLP that its message does not arrive, or perhaps does not. */
    void fail(Outgoing message, Failure why) {
        Nslp nslp = context.nslps.get(message.nslpId());
        if (nslp != null) {
            context.call(() -> nslp.failed(message, why));
        }
    }

    /** Tells the NSLP what has changed. */
    void tell(RoutingState state, Notification.Kind kind, @Nullable Peer now, @Nullable Peer before) {
        tell(new Notification(kind, state.nslpId, state.sessionId(), state.mri, now, before));
    }

    /** Tells the NSLP that this node is last on a path for which there is no state. */
    void tellLast(int nslpId, SessionId session, Mri mri) {
        tell(new Notification(Notification.Kind.LAST_NODE, nslpId, session, mri, null, null));
    }

    private void tell(Notification news) {
        Nslp nslp = context.nslps.get(news.nslpId());
        if (nslp != null) {
            context.call(() -> nslp.changed(news));
        }
    }

    /** The other peer takes the place of the one that was there, if that was another one. */
    void meet(RoutingState state, Peer peer) {
        Peer before = state.peer;
        if (peer.equals(before)) {
            return;
        }
        state.peer = context.peers.shared(peer);
        tell(state, before == null ? Notification.Kind.ROUTE_GOOD : Notification.Kind.ROUTE_CHANGED, state.peer,
                before);
    }

    /** Hands the data of a message to its NSLP, if it has any. */
    void deliver(Inbound in, @Nullable Peer from, boolean validated) {
        Nslp nslp = context.nslps.get(in.view.nslpId());
        if (nslp != null && in.view.has(ObjectType.NSLP_DATA)) {
            var arrival = in.arrival(from, validated);
            context.call(() -> nslp.received(arrival));
        }
    }

    private static int dataOverhead(Outgoing message) {
        int objects = 4;
        int identityAndAddress = 16 + 16;
        int fixed = MessageHeader.BYTES + 16 + 8;
        return fixed + objects * Integer.BYTES + message.mri().lengthWords() * Integer.BYTES + identityAndAddress;
    }
}
