package org.netserv.signaling.machine;

import static org.netserv.signaling.machine.Querier.State.AWAITING_REFRESH;
import static org.netserv.signaling.machine.Querier.State.AWAITING_RESPONSE;
import static org.netserv.signaling.machine.Querier.State.DEAD;
import static org.netserv.signaling.machine.Querier.State.ESTABLISHED;
import static org.netserv.signaling.machine.Querier.State.UNBORN;

import java.util.List;

/** The side that looks for the next node on a path. RFC 5971 §6.2. */
public final class Querier {
    /** Where it stands. */
    public enum State {
        UNBORN, AWAITING_RESPONSE, ESTABLISHED, AWAITING_REFRESH, DEAD
    }

    /** What happens. */
    public enum Event {
        /** The NSLP has a message to send. */
        SEND,
        /** A Response with one of the cookies of this handshake. */
        RESPONSE,
        /** Data from the peer. */
        DATA,
        /** No Response so far, and a Query may be sent again. */
        NO_RESPONSE,
        /** No Response, and no more Queries are to be sent. */
        NO_RESPONSE_AT_ALL,
        /** It is time to make sure of the peer. */
        REFRESH,
        /** The NSLP has not used the state for as long as it wanted. */
        INACTIVE,
        /** The peer says that it has no state. */
        PEER_HAS_NO_STATE
    }

    /** What is to be done. */
    public enum Action {
        SEND_QUERY, TAKE_RESPONSE, SEND_CONFIRM, QUEUE_DATA, SEND_DATA, SEND_QUEUED, DELIVER, START_NO_RESPONSE, BACK_OFF_NO_RESPONSE, STOP_NO_RESPONSE, START_REFRESH, STOP_REFRESH, START_INACTIVE, RESTART_INACTIVE, REPORT_NO_NEXT_NODE
    }

    private static final List<State> USABLE = List.of(ESTABLISHED, AWAITING_REFRESH);
    private static final List<State> ALIVE = List.of(AWAITING_RESPONSE, ESTABLISHED, AWAITING_REFRESH);

    private static final Transitions<State, Event, Action> TABLE = new Transitions<State, Event, Action>(State.class,
            Event.class)
            .row(List.of(UNBORN), Event.SEND, AWAITING_RESPONSE, Action.QUEUE_DATA, Action.SEND_QUERY,
                    Action.START_NO_RESPONSE)
            .row(List.of(AWAITING_RESPONSE), Event.SEND, null, Action.QUEUE_DATA)
            .row(List.of(AWAITING_RESPONSE, AWAITING_REFRESH), Event.NO_RESPONSE, null, Action.SEND_QUERY,
                    Action.BACK_OFF_NO_RESPONSE)
            .row(List.of(AWAITING_RESPONSE, AWAITING_REFRESH), Event.NO_RESPONSE_AT_ALL, DEAD,
                    Action.REPORT_NO_NEXT_NODE)
            .row(ALIVE, Event.RESPONSE, ESTABLISHED, Action.TAKE_RESPONSE, Action.SEND_CONFIRM, Action.SEND_QUEUED,
                    Action.STOP_NO_RESPONSE, Action.START_REFRESH, Action.START_INACTIVE, Action.DELIVER)
            .row(USABLE, Event.SEND, null, Action.SEND_DATA, Action.RESTART_INACTIVE)
            .row(USABLE, Event.DATA, null, Action.DELIVER, Action.RESTART_INACTIVE)
            .row(List.of(ESTABLISHED), Event.REFRESH, AWAITING_REFRESH, Action.SEND_QUERY, Action.START_NO_RESPONSE,
                    Action.STOP_REFRESH)
            .row(ALIVE, Event.PEER_HAS_NO_STATE, AWAITING_RESPONSE, Action.SEND_QUERY, Action.STOP_REFRESH,
                    Action.START_NO_RESPONSE)
            .row(ALIVE, Event.INACTIVE, DEAD);

    private Querier() {}

    /** What is to be done. */
    public static Step<State, Action> on(State state, Event event) {
        return TABLE.on(state, event);
    }
}
