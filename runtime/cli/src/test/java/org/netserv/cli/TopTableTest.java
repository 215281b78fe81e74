package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.node.json.Json;

class TopTableTest {
    private static Map<String, Object> state(String now, Map<String, Object> node, List<Map<String, Object>> modules) {
        return Map.of("now", now, "counters", node, "modules", modules, "users",
                List.of(Map.of("name", "jane", "quota",
                        Map.of("packets-per-second", 1000, "retained-heap-bytes", 4096))));
    }

    private static Map<String, Object> module(String id, long packets, long bytes, long nanos, long dropped) {
        return Map.of("user", "jane", "id", id, "state", "ACTIVE", "counters",
                Map.of("packets", packets, "bytes", bytes, "cpu_nanos", nanos, "dropped", dropped, "faults", 0,
                        "kernel_accepted", 4 * packets, "kernel_dropped", packets));
    }

    private static final TopTable TABLE = TopTable.between(
            state("2026-01-01T00:00:00Z", Map.of("fragments", 5, "late", 7, "publisher.jane.retained_bytes", 1024),
                    List.of(module("a_1.0.0", 100, 10_000, 1_000_000, 3),
                            module("b_1.0.0", 900, 90_000, 9_000_000, 0))),
            state("2026-01-01T00:00:02Z", Map.of("fragments", 9, "late", 7, "publisher.jane.retained_bytes", 1024),
                    List.of(module("a_1.0.0", 300, 30_000, 401_000_000, 13), module("b_1.0.0", 50, 5_000, 500_000, 0),
                            module("c_1.0.0", 0, 0, 0, 0))));

    @Test
    void shouldTellRatesSharesAndReasons() {
        assertEquals(
                new TopTable.Row("jane", "a_1.0.0", "ACTIVE", 100, 500, 10_000, 0, 2_000_000, 0.2,
                        Map.of("dropped", 5.0)),
                TABLE.modules().getFirst());
        assertEquals(Map.of("fragments", 2.0), TABLE.node());
    }

    @Test
    void shouldCountFromNothingWhatBeganAnew() {
        assertEquals(25, TABLE.modules().get(1).packets());
        assertEquals(10_000, TABLE.modules().get(1).nanosPerPacket());
        assertEquals(0, TABLE.modules().get(2).nanosPerPacket());
    }

    @Test
    void shouldTellHowMuchOfItsQuotaAPublisherUses() {
        assertEquals(List.of(new TopTable.Use("jane", "packets-per-second", 125, 1000),
                new TopTable.Use("jane", "retained-heap-bytes", 1024, 4096)), TABLE.users());
        assertTrue(TABLE.text().contains("jane         packets-per-second: 125 of 1000 (13 %)"), TABLE.text());
    }

    @Test
    void shouldFitATerminal() {
        assertTrue(TABLE.text()
                .contains(
                        "jane         a_1.0.0                            ACTIVE              100        500       0.08"
                                + "  2000000   20.0  dropped 5"),
                TABLE.text());
    }

    @Test
    void shouldTellWhatSignalingDoes() {
        TopTable table = TopTable.between(state("2026-01-01T00:00:00Z", Json.parse("""
                {"fragments": 5, "signaling.sessions": 9, "signaling.associations": 1, "signaling.received.queries": 10,
                 "signaling.sent.responses": 10, "signaling.handshakes": 4, "signaling.handshake.count": 2,
                 "signaling.handshake.millis": 100, "signaling.dropped.faulty": 3, "signaling.w0.missed": 1}"""),
                List.of()),
                state("2026-01-01T00:00:02Z", Json.parse("""
                        {"fragments": 7, "signaling.sessions": 12, "signaling.associations": 3,
                         "signaling.received.queries": 30, "signaling.sent.responses": 25, "signaling.handshakes": 10,
                         "signaling.handshake.count": 6, "signaling.handshake.millis": 150,
                         "signaling.dropped.faulty": 4, "signaling.w0.missed": 2, "signaling.w1.passed": 8}"""),
                        List.of()));
        assertEquals(new TopSignaling(12, 3, 3, 12.5, Map.of("queries", 10.0), Map.of("responses", 7.5), 4,
                Map.of("faulty", 0.5, "missed", 0.5)), table.signaling());
        assertEquals(Map.of("fragments", 1.0), table.node(), "those of signaling are told once");
        assertTrue(table.text().contains("""
                signaling: 12 sessions, 3 associations, 3.0 handshakes/s of 12.5 ms, 4.0 Queries/s passed on
                  received/s  queries 10.0
                  sent/s      responses 7.5
                  dropped/s   faulty 0.5, missed 0.5
                node: fragments 1"""), table.text());
        assertEquals("{sessions=12, associations=3, handshakes-per-second=3.0, handshake-millis=12.5,"
                + " received-per-second={queries=10.0}, sent-per-second={responses=7.5}, forwarded-per-second=4.0,"
                + " dropped-per-second={faulty=0.5, missed=0.5}}", String.valueOf(table.toMap().get("signaling")));
    }

    @Test
    void shouldSayNothingOfSignalingThatANodeDoesNotHave() {
        assertNull(TABLE.signaling());
        assertFalse(TABLE.text().contains("signaling") || TABLE.toMap().containsKey("signaling"), TABLE.text());
    }

    @Test
    void shouldSayThatSignalingIsIdle() {
        Map<String, Object> idle = state("2026-01-01T00:00:02Z", Map.of("signaling.sessions", 0), List.of());
        assertTrue(TopTable.between(idle, idle).text()
                .contains("signaling: 0 sessions, 0 associations, 0.0 handshakes/s, 0.0 Queries/s passed on\nnode: "),
                () -> TopTable.between(idle, idle).text());
    }
}
