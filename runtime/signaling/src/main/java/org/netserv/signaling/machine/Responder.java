package org.netserv.signaling.machine;

import static org.netserv.signaling.machine.Responder.State.AWAITING_CONFIRM;
import static org.netserv.signaling.machine.Responder.State.AWAITING_REFRESH;
import static org.netserv.signaling.machine.Responder.State.DEAD;
import static org.netserv.signaling.machine.Responder.State.ESTABLISHED;
import static org.netserv.signaling.machine.Responder.State.UNBORN;

import java.util.List;

/** The side that was found. RFC 5971 §6.3. */
public final class Responder {
    /** Where it stands. */
    public enum State {
        UNBORN, AWAITING_CONFIRM, ESTABLISHED, AWAITING_REFRESH, DEAD
    }

    /** What happens. */
    public enum Event {
        /** A Query, to be believed as it is. */
        QUERY,
        /** A Query that the querier has to confirm. */
        QUERY_TO_CONFIRM,
        /** A Confirm with a cookie of ours. */
        CONFIRM,
        /** Data from the peer. */
        DATA,
        /** The NSLP has a message to send. */
        SEND,
        /** No Confirm so far, and the Response may be sent again. */
        NO_CONFIRM,
        /** No Confirm, and no more Responses are to be sent. */
        NO_CONFIRM_AT_ALL,
        /** The state was not refreshed in time. */
        EXPIRE,
        /** The peer says that it has no state. */
        PEER_HAS_NO_STATE
    }

    /** What is to be done. */
    public enum Action {
        SEND_RESPONSE, RESEND_RESPONSE, REFUSE_DATA, QUEUE_DATA, SEND_DATA, SEND_QUEUED, DELIVER, START_NO_CONFIRM, BACK_OFF_NO_CONFIRM, STOP_NO_CONFIRM, START_EXPIRE
    }

    private static final List<State> USABLE = List.of(ESTABLISHED, AWAITING_REFRESH);
    private static final List<State> WAITING = List.of(AWAITING_CONFIRM, AWAITING_REFRESH);

    private static final Transitions<State, Event, Action> TABLE = new Transitions<State, Event, Action>(State.class,
            Event.class)
            .row(List.of(UNBORN), Event.QUERY, ESTABLISHED, Action.SEND_RESPONSE, Action.START_EXPIRE)
            .row(List.of(UNBORN, AWAITING_CONFIRM), Event.QUERY_TO_CONFIRM, AWAITING_CONFIRM, Action.SEND_RESPONSE,
                    Action.START_NO_CONFIRM)
            .row(List.of(UNBORN), Event.CONFIRM, ESTABLISHED, Action.START_EXPIRE, Action.DELIVER)
            .row(List.of(AWAITING_CONFIRM), Event.SEND, null, Action.QUEUE_DATA)
            .row(List.of(AWAITING_CONFIRM), Event.DATA, null, Action.REFUSE_DATA)
            .row(WAITING, Event.CONFIRM, ESTABLISHED, Action.STOP_NO_CONFIRM, Action.START_EXPIRE, Action.DELIVER,
                    Action.SEND_QUEUED)
            .row(WAITING, Event.NO_CONFIRM, null, Action.RESEND_RESPONSE, Action.BACK_OFF_NO_CONFIRM)
            .row(WAITING, Event.NO_CONFIRM_AT_ALL, DEAD)
            .row(List.of(ESTABLISHED), Event.QUERY, null, Action.SEND_RESPONSE, Action.START_EXPIRE)
            .row(USABLE, Event.QUERY_TO_CONFIRM, AWAITING_REFRESH, Action.SEND_RESPONSE, Action.START_NO_CONFIRM)
            .row(USABLE, Event.DATA, null, Action.DELIVER)
            .row(USABLE, Event.SEND, null, Action.SEND_DATA)
            .row(USABLE, Event.PEER_HAS_NO_STATE, DEAD)
            .row(USABLE, Event.EXPIRE, DEAD);

    private Responder() {}

    /** What is to be done. */
    public static Step<State, Action> on(State state, Event event) {
        return TABLE.on(state, event);
    }
}
