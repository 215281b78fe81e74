package org.netserv.signaling.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netserv.signaling.machine.AssociationMachine.Action;

class MachinesTest {
    private static final int ROUNDS = 20_000;

    @Test
    void shouldSetUpRefreshAndEndAQuerier() {
        var born = Querier.on(Querier.State.UNBORN, Querier.Event.SEND);
        assertEquals(List.of(Querier.Action.QUEUE_DATA, Querier.Action.SEND_QUERY, Querier.Action.START_NO_RESPONSE),
                born.actions());
        var set = Querier.on(born.next(), Querier.Event.RESPONSE);
        assertEquals(Querier.State.ESTABLISHED, set.next());
        assertTrue(set.actions().containsAll(List.of(Querier.Action.SEND_CONFIRM, Querier.Action.SEND_QUEUED)));
        var refresh = Querier.on(set.next(), Querier.Event.REFRESH);
        assertEquals(Querier.State.AWAITING_REFRESH, refresh.next());
        assertEquals(Querier.State.DEAD, Querier.on(refresh.next(), Querier.Event.NO_RESPONSE_AT_ALL).next());
        assertEquals(Querier.State.AWAITING_RESPONSE,
                Querier.on(refresh.next(), Querier.Event.PEER_HAS_NO_STATE).next());
        assertEquals(List.of(Querier.Action.SEND_DATA, Querier.Action.RESTART_INACTIVE),
                Querier.on(refresh.next(), Querier.Event.SEND).actions());
    }

    @Test
    void shouldInstallARespondersStateOnceConfirmed() {
        assertEquals(Responder.State.ESTABLISHED,
                Responder.on(Responder.State.UNBORN, Responder.Event.CONFIRM).next());
        var waiting = Responder.on(Responder.State.UNBORN, Responder.Event.QUERY_TO_CONFIRM);
        assertEquals(Responder.State.AWAITING_CONFIRM, waiting.next());
        assertEquals(List.of(Responder.Action.REFUSE_DATA),
                Responder.on(waiting.next(), Responder.Event.DATA).actions());
        assertEquals(new Step<>(List.of(), Responder.State.ESTABLISHED),
                Responder.on(Responder.State.ESTABLISHED, Responder.Event.CONFIRM));
        assertEquals(Responder.State.DEAD,
                Responder.on(Responder.State.AWAITING_REFRESH, Responder.Event.EXPIRE).next());
    }

    @Test
    void shouldSendAgainAtTheTimesOfTheSpecification() {
        List<Long> at = new ArrayList<>();
        long now = 0;
        int sent = 1;
        for (long wait = Backoff.DEFAULT.waitMillis(sent); wait > 0; wait = Backoff.DEFAULT.waitMillis(++sent)) {
            at.add(now);
            now += wait;
        }
        assertEquals(List.of(0L, 500L, 1500L, 3500L, 7500L, 15_500L, 31_500L), at);
        assertEquals(63_500, now);
        assertEquals(0, Backoff.DEFAULT.waitMillis(1000));
        assertEquals(7_500, new Backoff(500, 4_000).waitMillis(1) + new Backoff(500, 4_000).waitMillis(2)
                + new Backoff(500, 4_000).waitMillis(3) + new Backoff(500, 4_000).waitMillis(4));
        assertEquals(0, new Backoff(500, 4_000).waitMillis(5));
    }

    @Test
    void shouldNeverLeaveDeath() {
        for (Querier.Event event : Querier.Event.values()) {
            assertEquals(new Step<>(List.of(), Querier.State.DEAD), Querier.on(Querier.State.DEAD, event));
        }
        for (Responder.Event event : Responder.Event.values()) {
            assertEquals(new Step<>(List.of(), Responder.State.DEAD), Responder.on(Responder.State.DEAD, event));
        }
        for (AssociationMachine.Event event : AssociationMachine.Event.values()) {
            assertEquals(new Step<>(List.of(), AssociationMachine.State.DEAD),
                    AssociationMachine.on(AssociationMachine.State.DEAD, event));
        }
    }

    /** Whatever happens in whatever order, a state that waits has a timer that will end the waiting. */
    @Test
    void shouldNeverWaitWithoutATimer() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Querier.Event[] events = Querier.Event.values();
        for (int i = 0; i < ROUNDS; i++) {
            Querier.State state = Querier.State.UNBORN;
            boolean noResponse = false;
            boolean refresh = false;
            for (int n = 0; n < 20 && state != Querier.State.DEAD; n++) {
                var event = n == 0 ? Querier.Event.SEND : events[random.nextInt(events.length)];
                var step = Querier.on(state, event);
                for (Querier.Action action : step.actions()) {
                    switch (action) {
                        case START_NO_RESPONSE, BACK_OFF_NO_RESPONSE -> noResponse = true;
                        case STOP_NO_RESPONSE -> noResponse = false;
                        case START_REFRESH -> refresh = true;
                        case STOP_REFRESH -> refresh = false;
                        default -> {
                            // nothing that has to do with timers
                        }
                    }
                }
                state = step.next();
                String at = "seed=" + seed + " state=" + state + " event=" + event;
                boolean waiting = state == Querier.State.AWAITING_RESPONSE || state == Querier.State.AWAITING_REFRESH;
                assertTrue(!waiting || noResponse, at);
                assertTrue(state != Querier.State.ESTABLISHED || refresh, at);
                assertFalse(state == Querier.State.ESTABLISHED && noResponse, at);
            }
        }
    }

    @Test
    void shouldKeepAnAssociationWhileItIsUsedAndThenForItsHoldTime() {
        var open = AssociationMachine.on(AssociationMachine.State.AWAITING_CONNECTION,
                AssociationMachine.Event.CONNECTED);
        assertEquals(List.of(Action.FLUSH, Action.START_SEND_HELLO), open.actions());
        var idle = AssociationMachine.on(open.next(), AssociationMachine.Event.UNUSED);
        assertEquals(List.of(Action.STOP_SEND_HELLO, Action.START_NO_HELLO), idle.actions());
        assertEquals(AssociationMachine.State.CONNECTED,
                AssociationMachine.on(idle.next(), AssociationMachine.Event.SEND).next());
        assertEquals(AssociationMachine.State.IDLE,
                AssociationMachine.on(idle.next(), AssociationMachine.Event.HELLO).next());
        assertEquals(AssociationMachine.State.DEAD,
                AssociationMachine.on(idle.next(), AssociationMachine.Event.NO_HELLO).next());
        assertTrue(AssociationMachine.on(AssociationMachine.State.CONNECTED, AssociationMachine.Event.FAILED).actions()
                .contains(Action.REPORT_FAILURE));
    }
}
