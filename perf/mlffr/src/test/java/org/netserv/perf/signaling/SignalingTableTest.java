package org.netserv.perf.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.node.json.Json;

class SignalingTableTest {
    private static final String HEAD = "| | measured | aim |\n|---|--:|--:|\n";
    private static final String NOTHING = """

            - In all trials, those too fast for the node and the generator's own included: 0 Queries, 0 answered, 0 of these too late,\
             0 refused, 0 lost; 0 Confirms.
            - Of what was lost the node's socket had no room for 0, the generator's for 0; the link dropped 0; the node turned 0 away.\
             Unaccounted for: 0.
            """;

    private static Trial trial(double perSecond, long inTime) {
        Offer offer = new Offer(false, perSecond, 1, 10_000, 10_000, 0, 1);
        Outcome outcome = new Outcome(10_000, 9_995, inTime, 0, 0, 0, 0, 9_995 / perSecond, 0.1, 0,
                Map.of("50", 200_000L, "99", (long) (perSecond * 100), "99.9", 3_000_000L, "100", 4_000_000L));
        return new Trial(offer, outcome, new Account(10_000, 9_996, 4, 0, 9_996, 9_995, 1, 0, 0), 0, true, 0.25);
    }

    @Test
    void shouldLeaveOutWhatWasNotMeasured() {
        assertEquals(HEAD + NOTHING, SignalingTable.of(new Findings()));
    }

    @Test
    void shouldShowRatesBesideTheirAims() {
        Findings findings = new Findings();
        findings.maximum(Kind.STATELESS, trial(30_000, 9_995));
        findings.maximum(Kind.STATELESS, trial(40_000, 9_995));
        findings.maximum(Kind.STATELESS, trial(32_000, 9_995));
        findings.limit(Kind.STATELESS, trial(90_000, 9_995));
        assertEquals(HEAD + """
                | stateless, a second; median [range] of 3 | 32000 [30000–40000] | 25000 |
                | stateless, a second of the node's CPU | 39980 [39980–39980] | – |
                | stateless: the generator's own limit, a second | 90000 | – |
                """ + NOTHING, SignalingTable.of(findings));
    }

    @Test
    void shouldShowWhatASessionTakes() {
        Findings findings = new Findings();
        findings.memory(new Memory(100_000, 10_000_000, 60_000_000, 100_000_000, 190_000_000, 3, trial(1, 1)));
        assertEquals(HEAD + """
                | heap of each of 100,000 sessions, B | 500 | 1536 |
                | RSS of each, B | 900 | – |
                | sessions that ended though they were refreshed | 3 | 0 |
                """ + NOTHING, SignalingTable.of(findings));
    }

    @Test
    void shouldShowLatencyWithTheAimWhereThereIsOne() {
        Findings findings = new Findings();
        findings.latency(Kind.STATELESS, 12_500, trial(12_500, 9_990));
        findings.latency(Kind.STATELESS, 25_000, trial(25_000, 9_980));
        String table = SignalingTable.of(findings);
        assertTrue(table.contains("| stateless, 12,500 a second | 0.20 [0.20–0.20] | 1.25 [1.25–1.25] | 5 |"
                + " 3.00 [3.00–3.00] | 4.00 [4.00–4.00] | 99.900 % |\n"), table);
        assertTrue(table.contains("| stateless, 25,000 a second | 0.20 [0.20–0.20] | 2.50 [2.50–2.50] | – |"), table);
    }

    @Test
    void shouldShowNoPercentileOfTooFewValues() {
        Findings findings = new Findings();
        Offer offer = new Offer(true, 5_000, 1, 50, 50, 0, 1);
        Outcome outcome = new Outcome(50, 50, 50, 0, 0, 50, 1, 0.01, 0.1, 0, Map.of("50", 200_000L, "100", 300_000L));
        findings.latency(Kind.HANDSHAKE, 5_000,
                new Trial(offer, outcome, new Account(101, 101, 0, 0, 50, 50, 0, 0, 0), 50, true, 0.1));
        String table = SignalingTable.of(findings);
        assertTrue(table.contains("| handshake, 5,000 a second | 0.20 [0.20–0.20] | – | 5 | – | 0.30 [0.30–0.30] |"),
                table);
    }

    @Test
    void shouldAddUpWhereMessagesHaveGone() {
        Findings findings = new Findings();
        findings.trial(trial(1_000, 9_990));
        findings.trial(trial(1_000, 9_990));
        String table = SignalingTable.of(findings);
        assertTrue(table.contains(": 20,000 Queries, 19,990 answered, 10 of these too late, 0 refused, 10 lost;"),
                table);
        assertTrue(table.contains("had no room for 8, the generator's for 2; the link dropped 0;"), table);
    }

    @Test
    void shouldKeepAllOfItAsJson() {
        Findings findings = new Findings();
        findings.maximum(Kind.HANDSHAKE, trial(30_000, 9_995));
        findings.latency(Kind.HANDSHAKE, 5_000, trial(5_000, 9_990));
        findings.trial(trial(1_000, 9_990));
        findings.memory(new Memory(1, 0, 500, 0, 900, 0, trial(1, 1)));
        String json = Json.compact(findings.map());
        assertTrue(json.contains("\"maximum\":{\"handshake\":[{\"offer\":{\"confirms\":false,"), json);
        assertTrue(json.contains("\"5000\":[{"), json);
        assertTrue(json.contains("\"heapAfter\":500"), json);
        assertTrue(json.contains("\"unaccounted\":0"), json);
    }
}
