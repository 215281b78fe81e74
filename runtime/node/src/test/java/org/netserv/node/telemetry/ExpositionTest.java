package org.netserv.node.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.netserv.node.telemetry.Exposition.Metric;

class ExpositionTest {
    private static final Metric PACKETS = Metric.counter("packets_total", "Packets\nwith a \\ and a \".");
    private static final Metric HEAT = Metric.gauge("heat_kelvin", "Heat.");
    private static final Metric GC = Metric.summary("gc_seconds", "Time.");

    private final Exposition exposition = new Exposition(4);

    @Test
    void shouldWriteFamiliesWithHelpAndType() {
        exposition.add(PACKETS, 7, "user", "jane", "verdict", "drop");
        exposition.add(HEAT, 273.15);
        exposition.add(GC, 0.5, 3, "gc", "old");
        assertEquals("""
                # HELP packets_total Packets\\nwith a \\\\ and a ".
                # TYPE packets_total counter
                packets_total{user="jane",verdict="drop"} 7
                # HELP heat_kelvin Heat.
                # TYPE heat_kelvin gauge
                heat_kelvin 273.15
                # HELP gc_seconds Time.
                # TYPE gc_seconds summary
                gc_seconds_sum{gc="old"} 0.5
                gc_seconds_count{gc="old"} 3
                """, exposition.text());
    }

    @Test
    void shouldEscapeLabels() {
        exposition.add(PACKETS, 1, "user", "a\"b\\c\nd");
        assertEquals("packets_total{user=\"a\\\"b\\\\c\\nd\"} 1", exposition.text().lines().toList().getLast());
    }

    @Test
    void shouldAddUpWhatHasTheSameLabels() {
        exposition.add(PACKETS, 1, "user", "jane");
        exposition.add(PACKETS, 2, "user", "jane");
        exposition.add(PACKETS, 4, "user", "john");
        assertEquals(2, exposition.room());
        assertEquals("""
                packets_total{user="jane"} 3
                packets_total{user="john"} 4""", String.join("\n", exposition.text().lines().skip(2).toList()));
    }

    @Test
    void shouldWriteWholeNumbersAsSuch() {
        exposition.add(HEAT, 1L << 52, "n", "1");
        exposition.add(HEAT, -3.0, "n", "2");
        exposition.add(HEAT, 1e-9, "n", "3");
        assertEquals("""
                heat_kelvin{n="1"} 4503599627370496
                heat_kelvin{n="2"} -3
                heat_kelvin{n="3"} 1.0E-9""", String.join("\n", exposition.text().lines().skip(2).toList()));
    }

    @Test
    void shouldLeaveOutAndCountWhatDoesNotFit() {
        for (int i = 0; i < 6; i++) {
            exposition.add(PACKETS, 1, "user", "u" + i);
        }
        exposition.add(HEAT, 1);
        exposition.add(PACKETS, 1, "user", "u0");
        assertEquals(0, exposition.room());
        assertEquals(3, exposition.leftOut());
        assertEquals("packets_total{user=\"u0\"} 2", exposition.text().lines().skip(2).toList().getFirst());
        assertEquals(6, exposition.text().lines().count());
    }
}
