package org.netserv.node.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceReportTest {
    private static final TracedPacket SEEN = new TracedPacket(1_767_225_600_123_456_789L, 1, 340, "whole", "reply",
            true,
            "janedoe", "a.b_1.0.0", 9_120, 12, "RQAB");
    private static final TracedPacket PASSED = new TracedPacket(1, 0, 20, "fragment", "accept", false, "", "", 0, 0,
            "");

    @Test
    void shouldReadWhatItWrites() {
        TraceReport report = new TraceReport(7, "seconds", List.of(SEEN, PASSED));
        assertEquals(report, TraceReport.parse(report.text(10_000)));
        assertEquals(Instant.parse("2026-01-01T00:00:00.123456789Z"), SEEN.at());
        assertEquals(760, SEEN.nanosPerPacket());
        assertEquals(0, PASSED.nanosPerPacket());
    }

    @Test
    void shouldLeaveOutTheLastPacketsThatDoNotFit() {
        TraceReport report = new TraceReport(1_000, "count", Collections.nCopies(1_000, SEEN));
        String text = report.text(10_000);
        assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 10_000);
        TraceReport read = TraceReport.parse(text);
        assertTrue(read.packets().size() > 30 && read.packets().size() < 100, text);
        assertEquals(1_000, read.matched());
        assertTrue(text.startsWith("{\"matched\":1000,\"shown\":" + read.packets().size()), text);
    }

    @Test
    void shouldRefuseWhatIsNoReport() {
        assertThrows(IllegalArgumentException.class, () -> TraceReport.parse(""));
        assertThrows(IllegalArgumentException.class, () -> TraceReport.parse("{}\n{\"at\":\"now\"}"));
    }
}
