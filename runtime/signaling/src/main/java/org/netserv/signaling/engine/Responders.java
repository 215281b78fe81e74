package org.netserv.signaling.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.engine.Settings.Confirmation;
import org.netserv.signaling.machine.AssociationMachine;
import org.netserv.signaling.machine.Responder;
import org.netserv.signaling.machine.Responder.Action;
import org.netserv.signaling.machine.Responder.Event;
import org.netserv.signaling.wire.GistError;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.StackConfig;
import org.netserv.signaling.wire.StackProposal;

/**
 * Carries out what {@link Responder} says: answers Queries, and holds state once it is sure of who asked.
 *
 * <p>With delayed confirmation a Query for which there is no state leaves nothing behind, nor does one that says to be from
 * another node than the state's peer: such a node has to confirm first.
 */
final class Responders {
    /** What the first Confirm on a new association must have. */
    private static final List<ObjectType> FIRST_CONFIRM = List.of(ObjectType.STACK_PROPOSAL, ObjectType.STACK_CONFIG);

    private final Context context;
    private final Outbox outbox;
    private final Associations associations;
    private final States states;
    private final Errors errors;
    private final ResponderCookies cookies;
    private final Responses responses;

    Responders(Context context, Outbox outbox, Associations associations, States states, Errors errors) {
        this.context = context;
        this.outbox = outbox;
        this.associations = associations;
        this.states = states;
        this.errors = errors;
        cookies = new ResponderCookies(context.random, context.settings.secretMillis(), context.nowMillis);
        responses = new Responses(context, outbox, associations, cookies);
    }

    /** A Query that this node answers; {@code state} is the one that it belongs to, if any. */
    void query(Inbound in, @Nullable RoutingState state, @Nullable Octets data) {
        Confirmation policy = context.settings.confirmation();
        boolean confirmed = responses.offersAssociation(in) || policy != Confirmation.NOT_REQUIRED;
        boolean known = state != null && in.isFrom(state.peer);
        if (confirmed && !known && (policy == Confirmation.DELAYED || state != null)) {
            responses.send(in, true, data);
            return;
        }
        RoutingState of = state == null ? install(in) : state;
        if (of != null) {
            states.meet(of, in.sender());
            of.port = in.port;
            of.distance = in.distance();
            if (!confirmed) {
                // No Confirm will say which association; a Query that offers none wants none.
                states.use(of, null);
            }
            run(of, confirmed ? Event.QUERY_TO_CONFIRM : Event.QUERY, null, in, data);
        }
    }

    /** A Confirm. */
    void confirm(Inbound in, @Nullable RoutingState state) {
        MessageView view = in.view;
        if (!view.has(ObjectType.RESPONDER_COOKIE)) {
            errors.answer(in, GistError.MISSING_OBJECT, ObjectType.RESPONDER_COOKIE);
            return;
        }
        if (!cookies.verify(view, context.nowMillis)) {
            context.counters.add(Count.DROPPED_COOKIE);
            return;
        }
        if (in.association == null ? !mayComeAlone(in) : !isOf(in, in.association)) {
            return;
        }
        boolean late = state != null && state.confirmedMillis > cookies.issuedMillis();
        boolean duplicate = state != null && state.responder == Responder.State.ESTABLISHED && in.isFrom(state.peer)
                && state.association == in.association;
        if (late || duplicate) {
            return;
        }
        RoutingState of = state == null ? install(in) : state;
        if (of == null) {
            return;
        }
        boolean another = state != null && !in.isFrom(state.peer);
        states.meet(of, in.sender());
        states.use(of, in.association);
        of.port = in.association == null ? in.port : cookies.port();
        of.distance = cookies.distance();
        of.confirmedMillis = cookies.issuedMillis();
        if (another || of.responder == Responder.State.ESTABLISHED) {
            // Who confirms has shown what a new state needs; the one before it has nothing more to say here.
            states.stopHandshakeTimer(of);
            of.responder = Responder.State.UNBORN;
        }
        run(of, Event.CONFIRM, null, in, null);
    }

    /** Whether a Confirm may come in a datagram: not if the querier has asked for an association, and was offered one. */
    private boolean mayComeAlone(Inbound in) {
        if (cookies.isAssociationOffered()) {
            errors.answer(in, GistError.INCORRECT_ENCAPSULATION);
            return false;
        }
        return true;
    }

    /**
     * Whether a Confirm may come by this association: its peer's, or the first message on one that nobody has claimed. That one
     * repeats what we have offered; if not, somebody has changed it on the way, and the connection is of no use.
     */
    private boolean isOf(Inbound in, Association association) {
        MessageView view = in.view;
        if (association.peer != null) {
            boolean peers = in.isFrom(association.peer);
            if (!peers) {
                errors.answer(in, GistError.INCORRECTLY_DELIVERED);
            }
            return peers;
        }
        for (ObjectType needed : FIRST_CONFIRM) {
            if (!view.has(needed)) {
                errors.answer(in, GistError.MISSING_OBJECT, needed);
                return false;
            }
        }
        if (!StackProposal.of(view).equals(context.stacks.answer())) {
            context.counters.add(Count.DROPPED_COOKIE);
            associations.happened(association, AssociationMachine.Event.FAILED);
            return false;
        }
        associations.identify(association, context.peers.shared(in.sender()), StackConfig.of(view).holdMillis());
        return true;
    }

    void data(RoutingState state, Inbound in) {
        run(state, Event.DATA, null, in, null);
    }

    void send(RoutingState state, Outgoing message) {
        run(state, Event.SEND, message, null, null);
    }

    void peerHasNoState(RoutingState state) {
        run(state, Event.PEER_HAS_NO_STATE, null, null, null);
    }

    void expired(RoutingState state, int which) {
        if (which == RoutingState.END_TIMER) {
            run(state, Event.EXPIRE, null, null, null);
        } else {
            boolean again = context.settings.backoff().waitMillis(state.sent + 1) > 0;
            run(state, again ? Event.NO_CONFIRM : Event.NO_CONFIRM_AT_ALL, null, null, null);
        }
    }

    private @Nullable RoutingState install(Inbound in) {
        if (context.table.size() >= context.settings.mostStates()) {
            context.counters.add(Count.DROPPED_FULL);
            return null;
        }
        MessageView view = in.view;
        RoutingState state = context.table.add(view.mri().withDirection(!view.isUpstream()), view.sessionHigh(),
                view.sessionLow(), view.nslpId(), false);
        context.stateTimers.reserve(context.table.slots() * RoutingState.TIMERS);
        return state;
    }

    private void run(RoutingState state, Event event, @Nullable Outgoing message, @Nullable Inbound in,
            @Nullable Octets data) {
        var step = Responder.on(state.responder, event);
        state.responder = step.next();
        List<Action> actions = step.actions();
        for (Action action : actions) {
            carryOut(state, action, message, in, data);
        }
        if (step.next() == Responder.State.DEAD) {
            states.bury(state, Failure.NO_ROUTE, Notification.Kind.ROUTE_GONE);
        }
    }

    private void carryOut(RoutingState state, Action action, @Nullable Outgoing message, @Nullable Inbound in,
            @Nullable Octets data) {
        switch (action) {
            case SEND_RESPONSE -> answer(state, in, data);
            case RESEND_RESPONSE -> resend(state);
            case REFUSE_DATA -> {
                if (in != null) {
                    errors.answer(in, GistError.NO_ROUTING_STATE);
                }
            }
            case QUEUE_DATA -> {
                if (message != null && !state.queue(message)) {
                    states.fail(message, Failure.OUT_OF_ROOM);
                }
            }
            case SEND_DATA -> transmit(state, message);
            case SEND_QUEUED -> {
                for (Outgoing next = state.nextWaiting(); next != null; next = state.nextWaiting()) {
                    transmit(state, next);
                }
            }
            case DELIVER -> {
                if (in != null) {
                    states.deliver(in, state.peer, true);
                }
            }
            case START_NO_CONFIRM -> {
                state.sent = 1;
                states.startHandshakeTimer(state, context.settings.backoff().waitMillis(1));
            }
            case BACK_OFF_NO_CONFIRM -> {
                state.sent++;
                states.startHandshakeTimer(state, context.settings.backoff().waitMillis(state.sent));
            }
            case STOP_NO_CONFIRM -> {
                state.response = null;
                states.stopHandshakeTimer(state);
            }
            case START_EXPIRE -> {
                context.counters.add(Count.HANDSHAKES);
                states.startEndTimer(state, responses.validity(in));
            }
        }
    }

    private void answer(RoutingState state, @Nullable Inbound in, @Nullable Octets data) {
        if (in == null) {
            return;
        }
        boolean confirmed = state.responder != Responder.State.ESTABLISHED;
        int length = responses.send(in, confirmed, data);
        state.response = confirmed ? outbox.copy(length) : null;
    }

    private void resend(RoutingState state) {
        Peer peer = state.peer;
        byte[] message = state.response;
        if (peer != null && message != null && state.association == null) {
            outbox.resend(message, peer.address(), state.port, Count.SENT_RESPONSES);
        }
    }

    /** A responder cannot set up associations: it has the one that the querier has made, or datagrams. */
    private void transmit(RoutingState state, @Nullable Outgoing message) {
        if (message == null) {
            return;
        }
        if (states.needsAssociation(message) && state.association == null) {
            states.fail(message, Failure.NO_COMMON_STACK);
        } else {
            states.sendData(state, message);
        }
    }
}
