package org.netserv.signaling.machine;

import static org.netserv.signaling.machine.AssociationMachine.State.AWAITING_CONNECTION;
import static org.netserv.signaling.machine.AssociationMachine.State.CONNECTED;
import static org.netserv.signaling.machine.AssociationMachine.State.DEAD;
import static org.netserv.signaling.machine.AssociationMachine.State.IDLE;

import java.util.List;

/** A messaging association: a connection that sessions with the same peer share. RFC 5971 §6.4. */
public final class AssociationMachine {
    /** Where it stands. */
    public enum State {
        AWAITING_CONNECTION, CONNECTED, IDLE, DEAD
    }

    /** What happens. */
    public enum Event {
        /** A message is to be sent. */
        SEND, CONNECTED,
        /** It could not be connected. */
        CONNECT_FAILED,
        /** Any message but MA-Hello. */
        MESSAGE, HELLO,
        /** An MA-Hello that wants an answer. */
        HELLO_REQUEST,
        /** The peer is to hear from us, so that it keeps the connection. */
        SEND_HELLO,
        /** No session uses it any more. */
        UNUSED,
        /** Nothing was heard for as long as we keep it. */
        NO_HELLO,
        /** The connection broke. */
        FAILED
    }

    /** What is to be done. */
    public enum Action {
        QUEUE, SEND, FLUSH, DISPATCH, ANSWER_HELLO, SEND_HELLO, START_SEND_HELLO, STOP_SEND_HELLO, START_NO_HELLO, STOP_NO_HELLO, REPORT_FAILURE, CLOSE
    }

    private static final List<State> OPEN = List.of(CONNECTED, IDLE);

    private static final Transitions<State, Event, Action> TABLE = new Transitions<State, Event, Action>(State.class,
            Event.class).row(List.of(AWAITING_CONNECTION), Event.SEND, null, Action.QUEUE)
            .row(List.of(AWAITING_CONNECTION), Event.CONNECTED, CONNECTED, Action.FLUSH, Action.START_SEND_HELLO)
            .row(List.of(AWAITING_CONNECTION), Event.CONNECT_FAILED, DEAD, Action.REPORT_FAILURE, Action.CLOSE)
            .row(OPEN, Event.SEND, CONNECTED, Action.SEND, Action.STOP_NO_HELLO, Action.START_SEND_HELLO)
            .row(List.of(CONNECTED), Event.MESSAGE, null, Action.STOP_NO_HELLO, Action.DISPATCH)
            .row(List.of(IDLE), Event.MESSAGE, CONNECTED, Action.STOP_NO_HELLO, Action.START_SEND_HELLO,
                    Action.DISPATCH)
            .row(List.of(CONNECTED), Event.HELLO_REQUEST, null, Action.ANSWER_HELLO, Action.START_SEND_HELLO)
            .row(List.of(CONNECTED), Event.SEND_HELLO, null, Action.SEND_HELLO, Action.START_SEND_HELLO)
            .row(List.of(CONNECTED), Event.UNUSED, IDLE, Action.STOP_SEND_HELLO, Action.START_NO_HELLO)
            .row(List.of(IDLE), Event.HELLO, null, Action.START_NO_HELLO)
            .row(List.of(IDLE), Event.HELLO_REQUEST, null, Action.ANSWER_HELLO, Action.START_NO_HELLO)
            .row(List.of(IDLE), Event.NO_HELLO, DEAD, Action.REPORT_FAILURE, Action.CLOSE)
            .row(List.of(AWAITING_CONNECTION, CONNECTED, IDLE), Event.FAILED, DEAD, Action.REPORT_FAILURE,
                    Action.CLOSE);

    private AssociationMachine() {}

    /** What is to be done. */
    public static Step<State, Action> on(State state, Event event) {
        return TABLE.on(state, event);
    }
}
