package org.netserv.perf.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountTest {
    private static final KernelLoss NONE = new KernelLoss(0, 0);

    private static Outcome outcome(long sent, long answered, long inTime, long confirms) {
        return new Outcome(sent, answered, inTime, 0, 0, confirms, confirms > 0 ? 1 : 0, 2.0, 0.1, 0, Map.of());
    }

    private static NodeState state(long queries, long responses, long confirms, long data, KernelLoss loss) {
        return new NodeState(Map.of("RECEIVED_QUERIES", queries, "SENT_RESPONSES", responses, "RECEIVED_CONFIRMS",
                confirms, "RECEIVED_DATA", data, "HANDSHAKES", confirms), 0, data, 0, queries * 10_000, 0, loss);
    }

    @Test
    void shouldBalanceWhatHasArrivedAndWhatTheKernelHasDropped() {
        Account account = Account.of(outcome(1_000, 900, 890, 900), state(50, 50, 50, 1, NONE),
                state(1_000, 1_000, 940, 2, new KernelLoss(60, 20)), new KernelLoss(3, 0), new KernelLoss(33, 0));
        assertEquals(1_901, account.toNode());
        assertEquals(1_841, account.atNode());
        assertEquals(60, account.nodeBufferFull());
        assertEquals(950, account.fromNode());
        assertEquals(30, account.generatorBufferFull());
        assertEquals(20, account.fromNodeDropped());
        assertEquals(0, account.unaccounted());
    }

    @Test
    void shouldMissAMessageInEitherDirection() {
        NodeState before = state(0, 0, 0, 0, NONE);
        Outcome outcome = outcome(1_000, 1_000, 1_000, 0);
        assertEquals(1, Account.of(outcome, before, state(999, 1_000, 0, 0, NONE), NONE, NONE).unaccounted());
        assertEquals(2, Account.of(outcome, before, state(1_000, 1_002, 0, 0, NONE), NONE, NONE).unaccounted());
        assertEquals(3, Account.of(outcome, before, state(999, 1_002, 0, 0, NONE), NONE, NONE).unaccounted());
    }

    private static Trial trial(boolean confirms, long inTime, long handshakes, long known) {
        Offer offer = new Offer(confirms, 500, 1, 1_000, 1_000, 0, 1);
        NodeState before = state(0, 0, 0, 0, NONE);
        NodeState after = state(1_000, 1_000, handshakes, known, NONE);
        Outcome outcome = outcome(1_000, 1_000, inTime, confirms ? 1_000 : 0);
        return Trial.of(offer, outcome, before, after, Account.of(outcome, before, after, NONE, NONE));
    }

    @Test
    void shouldPassOnlyWhatWasAnsweredInTime() {
        assertTrue(trial(false, 999, 0, 0).passes());
        assertFalse(trial(false, 998, 0, 0).passes());
    }

    @Test
    void shouldPassOnlyHandshakesThatLeaveSessions() {
        assertTrue(trial(true, 1_000, 999, 1).passes());
        assertFalse(trial(true, 1_000, 998, 1).passes());
        assertFalse(trial(true, 1_000, 1_000, 0).passes(), "the node does not know the last session");
    }

    @Test
    void shouldRateByAnswersUntilTheLast() {
        assertEquals(500, trial(false, 1_000, 0, 0).outcome().perSecond());
        assertEquals(100_000, trial(false, 1_000, 0, 0).perCpuSecond());
    }
}
