package org.netserv.signaling.engine;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.machine.Querier;
import org.netserv.signaling.machine.Querier.Action;
import org.netserv.signaling.machine.Querier.Event;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.SessionId;
import org.netserv.signaling.wire.StackConfig;
import org.netserv.signaling.wire.StackProposal;

/**
 * Carries out what {@link Querier} says: finds the next node on a path, and stays sure of it.
 *
 * <p>A node that nobody is behind keeps the row of the session, empty, for as long as the application wants the session, and looks
 * again whenever a refresh would be due: as another handshake, with the same retransmissions. So a node that comes to be on the path
 * is found. RFC 5971 §4.4.4.
 */
final class Queriers {
    private final Context context;
    private final Associations associations;
    private final States states;
    private final Queries queries;

    Queriers(Context context, Outbox outbox, Associations associations, States states) {
        this.context = context;
        this.associations = associations;
        this.states = states;
        queries = new Queries(context, outbox, associations);
    }

    /** A message of the NSLP's for a session that knows of no peer yet. */
    void open(Outgoing message) {
        if (!canQuery(message.mri())) {
            states.fail(message, Failure.NO_ROUTE);
            return;
        }
        if (endsHere(message.mri())) {
            states.fail(message, Failure.NO_NEXT_NODE);
            states.tellLast(message.nslpId(), message.sessionId(), message.mri());
            return;
        }
        RoutingState state = add(message.nslpId(), message.sessionId(), message.mri());
        if (state == null) {
            states.fail(message, Failure.OUT_OF_ROOM);
            return;
        }
        want(state, message);
        ask(state, message);
    }

    /** Looks for a peer without anything to send to it. */
    void probe(int nslpId, SessionId session, Mri mri) {
        if (!canQuery(mri)) {
            return;
        }
        if (endsHere(mri)) {
            states.tellLast(nslpId, session, mri);
            return;
        }
        RoutingState state = add(nslpId, session, mri);
        if (state != null) {
            ask(state, null);
        }
    }

    /** The application wants to know who is behind this node, or has something for whoever it is. */
    private void ask(RoutingState state, @Nullable Outgoing message) {
        state.asked = true;
        run(state, Event.SEND, message, null);
    }

    /** Whether nobody can ever be behind this node: the flow's end is its own. */
    private boolean endsHere(Mri mri) {
        return context.settings.isOwn(mri.destination());
    }

    private boolean canQuery(Mri mri) {
        return !mri.isUpstream() && mri.isPathCoupled() && context.self(mri.ipVersion() == 4) != null;
    }

    private @Nullable RoutingState add(int nslpId, SessionId session, Mri mri) {
        if (context.table.size() >= context.settings.mostStates()) {
            context.counters.add(Count.DROPPED_FULL);
            return null;
        }
        RoutingState state = context.table.add(mri, session.high(), session.low(), nslpId, true);
        context.stateTimers.reserve(context.table.slots() * RoutingState.TIMERS);
        state.inactiveMillis = (int) context.settings.inactiveMillis();
        return state;
    }

    /** A message of the NSLP's. */
    void send(RoutingState state, Outgoing message) {
        if (state.last) {
            states.startEndTimer(state, state.inactiveMillis);
            ask(state, message);
        } else {
            run(state, Event.SEND, message, null);
        }
    }

    /** A Response has come for the state. */
    void response(RoutingState state, Inbound in) {
        MessageView view = in.view;
        boolean ours = view.valueBytes(ObjectType.QUERY_COOKIE) == Long.BYTES
                && state.hasCookie(view.queryCookie());
        if (!ours) {
            context.counters.add(Count.DROPPED_UNASKED);
            return;
        }
        run(state, Event.RESPONSE, null, in);
    }

    void data(RoutingState state, Inbound in) {
        run(state, Event.DATA, null, in);
    }

    void peerHasNoState(RoutingState state) {
        run(state, Event.PEER_HAS_NO_STATE, null, null);
    }

    /** Somebody says that there is nobody behind. */
    void endOfPath(RoutingState state) {
        boolean asking = state.querier == Querier.State.AWAITING_RESPONSE
                || state.querier == Querier.State.AWAITING_REFRESH;
        if (asking) {
            run(state, Event.NO_RESPONSE_AT_ALL, null, null);
        }
    }

    /** Somebody says that the Query can never be processed. */
    void refused(RoutingState state) {
        if (state.querier == Querier.State.UNBORN) {
            return; // it is not asking
        }
        state.querier = Querier.State.DEAD;
        states.bury(state, Failure.REFUSED, Notification.Kind.ROUTE_GONE);
    }

    /** The state's association is gone. If it never was good for anything, the peer has not heard our Confirm. */
    void associationFailed(RoutingState state, boolean wasGood) {
        if (!wasGood) {
            state.querier = Querier.State.DEAD;
            states.bury(state, Failure.ASSOCIATION_FAILED, Notification.Kind.ROUTE_GONE);
        } else if (state.querier == Querier.State.ESTABLISHED) {
            // Not at once: a peer that closes what it has just accepted would have us ask without end.
            states.startHandshakeTimer(state, context.settings.backoff().firstMillis());
        }
    }

    /** Looks at once whether the peer is still the one, or whether there is one now. */
    void refresh(RoutingState state) {
        if (state.last) {
            ask(state, null);
        } else {
            run(state, Event.REFRESH, null, null);
        }
    }

    void expired(RoutingState state, int which) {
        if (which == RoutingState.END_TIMER) {
            end(state);
        } else if (state.querier == Querier.State.ESTABLISHED) {
            run(state, Event.REFRESH, null, null);
        } else if (state.querier == Querier.State.UNBORN) {
            run(state, Event.SEND, null, null);
        } else {
            boolean again = context.settings.backoff().waitMillis(state.sent + 1) > 0;
            run(state, again ? Event.NO_RESPONSE : Event.NO_RESPONSE_AT_ALL, null, null);
        }
    }

    private void end(RoutingState state) {
        if (state.querier == Querier.State.UNBORN) { // a machine that is not at work has no event for it
            state.querier = Querier.State.DEAD;
            states.bury(state, Failure.NO_NEXT_NODE, Notification.Kind.ROUTE_GONE);
        } else {
            run(state, Event.INACTIVE, null, null);
        }
    }

    private void run(RoutingState state, Event event, @Nullable Outgoing message, @Nullable Inbound in) {
        var step = Querier.on(state.querier, event);
        // Before the actions: an association may fail within them, and that is an event, too.
        state.querier = step.next();
        List<Action> actions = step.actions();
        for (Action action : actions) {
            carryOut(state, action, message, in);
        }
        if (step.next() == Querier.State.DEAD) {
            if (event == Event.NO_RESPONSE_AT_ALL) {
                rest(state);
            } else {
                states.bury(state, Failure.NO_NEXT_NODE, Notification.Kind.ROUTE_GONE);
            }
        }
    }

    /** Nobody is behind: the row is empty until it is time to look again. The application hears of it once, or if it has asked. */
    private void rest(RoutingState state) {
        boolean news = !state.last || state.asked;
        Peer before = state.peer;
        state.querier = Querier.State.UNBORN;
        state.peer = null;
        state.last = true;
        state.asked = false;
        state.asking = false;
        states.use(state, null);
        states.startHandshakeTimer(state, context.partOf(context.validityMillis()));
        if (!states.hasEndTimer(state)) {
            states.startEndTimer(state, state.inactiveMillis);
        }
        states.failWaiting(state, Failure.NO_NEXT_NODE);
        if (news) {
            states.tell(state, Notification.Kind.LAST_NODE, null, before);
        }
    }

    private void carryOut(RoutingState state, Action action, @Nullable Outgoing message, @Nullable Inbound in) {
        switch (action) {
            case SEND_QUERY -> queries.send(state);
            case QUEUE_DATA -> queue(state, message);
            case SEND_DATA -> transmit(state, message);
            case SEND_QUEUED -> sendQueued(state);
            case TAKE_RESPONSE -> takeResponse(state, in);
            case SEND_CONFIRM -> queries.confirm(state, in);
            case DELIVER -> {
                if (in != null) {
                    states.deliver(in, state.peer, true);
                }
            }
            case START_NO_RESPONSE -> {
                state.sent = 1;
                state.asking = true;
                state.askedMillis = (int) context.nowMillis;
                states.startHandshakeTimer(state, context.settings.backoff().waitMillis(1));
            }
            case BACK_OFF_NO_RESPONSE -> {
                state.sent++;
                states.startHandshakeTimer(state, context.settings.backoff().waitMillis(state.sent));
            }
            case STOP_NO_RESPONSE, STOP_REFRESH -> {
                // They share a timer, which START_REFRESH or START_NO_RESPONSE starts anew.
            }
            case START_REFRESH -> states.startHandshakeTimer(state, context.partOf(state.validityMillis));
            case START_INACTIVE -> {
                if (!states.hasEndTimer(state)) {
                    states.startEndTimer(state, state.inactiveMillis);
                }
            }
            case RESTART_INACTIVE -> states.startEndTimer(state, state.inactiveMillis);
            case REPORT_NO_NEXT_NODE -> {
                // The end of the state says so.
            }
        }
    }

    private static void want(RoutingState state, Outgoing message, boolean association) {
        int wanted = message.transfer() == Transfer.SECURE ? RoutingState.WANTS_SECURE
                : association ? RoutingState.WANTS_RELIABLE : 0;
        state.wantsAssociation = (byte) Math.max(state.wantsAssociation, wanted);
    }

    private void want(RoutingState state, Outgoing message) {
        want(state, message, states.needsAssociation(message));
    }

    private void queue(RoutingState state, @Nullable Outgoing message) {
        if (message == null) {
            return;
        }
        want(state, message);
        if (!state.queue(message)) {
            states.fail(message, Failure.OUT_OF_ROOM);
        }
    }

    private void sendQueued(RoutingState state) {
        for (Outgoing next = state.nextWaiting(); next != null; next = state.nextWaiting()) {
            if (missesAssociation(state, next)) {
                states.fail(next, Failure.NO_COMMON_STACK);
            } else {
                states.sendData(state, next);
            }
        }
    }

    /** Sends a message, or has a handshake bring what it needs. */
    private void transmit(RoutingState state, @Nullable Outgoing message) {
        if (message == null) {
            return;
        }
        if (!missesAssociation(state, message)) {
            states.sendData(state, message);
            return;
        }
        boolean asked = state.wantsAssociation != 0;
        queue(state, message);
        if (state.querier == Querier.State.ESTABLISHED) {
            run(state, Event.REFRESH, null, null);
        } else if (!asked) {
            queries.send(state);
        }
    }

    private boolean missesAssociation(RoutingState state, Outgoing message) {
        Association association = state.association;
        boolean secure = message.transfer() == Transfer.SECURE;
        return states.needsAssociation(message) && (association == null || (secure && !association.secure));
    }

    private void takeResponse(RoutingState state, @Nullable Inbound in) {
        if (in == null) {
            return;
        }
        Peer peer = in.isFrom(state.peer) && state.peer != null ? state.peer : in.sender();
        if (in.association == null) {
            state.port = in.port;
        }
        state.last = false;
        state.asked = false;
        state.distance = in.distance();
        state.validityMillis = (int) Math.min(Integer.MAX_VALUE, in.view.networkInfo().validityMillis());
        states.meet(state, peer);
        states.use(state, associationFor(state, peer, in));
        context.counters.add(Count.HANDSHAKES);
        if (state.asking) {
            state.asking = false;
            context.counters.add(Count.HANDSHAKE_COUNT);
            context.counters.add(Count.HANDSHAKE_MILLIS, (int) context.nowMillis - state.askedMillis);
        }
    }

    /** The association by which the Response came, one that there is already, or a new one as the Response offers. */
    private @Nullable Association associationFor(RoutingState state, Peer peer, Inbound in) {
        if (in.association != null) {
            return in.association;
        }
        boolean secure = state.wantsAssociation == RoutingState.WANTS_SECURE;
        if (state.wantsAssociation == 0) {
            return null;
        }
        Association present = associations.with(peer, secure);
        if (present != null || !in.view.has(ObjectType.STACK_PROPOSAL)) {
            return present;
        }
        StackProposal proposal = StackProposal.of(in.view);
        StackConfig config = StackConfig.of(in.view);
        int profile = context.stacks.choose(proposal, secure);
        OptionalInt port = config.port(StackProposal.FORWARDS_TCP, profile);
        if (profile == 0 || port.isEmpty()) {
            return null;
        }
        boolean tls = proposal.profiles().get(profile - 1).equals(StackProposal.TLS_PROFILE);
        return associations.connect(peer, port.getAsInt(), tls, config.holdMillis());
    }
}
