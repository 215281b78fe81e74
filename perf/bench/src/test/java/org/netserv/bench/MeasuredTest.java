package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    private static final Measured REFERENCE = new Measured("reference", 10, 1, 0, 1);

    @Test
    void shouldCarryBothErrorsIntoARatio() {
        Measured twice = new Measured("twice", 20, 0, 0, 1);
        assertEquals(2, twice.ratioTo(REFERENCE), 1e-9);
        assertEquals(0.2, twice.ratioErrorTo(REFERENCE), 1e-9);
        assertEquals(0.2 * Math.sqrt(2), new Measured("twice", 20, 2, 0, 1).ratioErrorTo(REFERENCE), 1e-9);
    }

    @Test
    void shouldPrintRatiosAndLeaveOutWhatIsUnknown() {
        StringWriter text = new StringWriter();
        new Table(new PrintWriter(text)).add(
                new Comparison("a.XBenchmark", Map.of("n", "1"), List.of("x", "reference")),
                List.of(new Measured("x", 25, Double.NaN, 0.5, Double.NaN), REFERENCE));
        List<String> lines = text.toString().lines().toList();
        assertEquals("x n=1", lines.get(0));
        assertEquals(List.of("x", "25.00", "2.50", "0.50000"), List.of(lines.get(1).strip().split(" +", -1)));
        assertTrue(lines.get(2).contains("± 1.00") && lines.get(2).endsWith("100 %"), lines.get(2));
    }
}
