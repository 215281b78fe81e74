package org.netserv.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Run;

class LadderMarkdownTest {

    @Test
    void shouldStandRatiosBesideThePrototypes() {
        assertEquals("""
                **nfqueue, one core, 64 B**

                | configuration | NDR, kpps | ÷ 1 | ÷ 3 | prototype ÷ 1 | prototype ÷ 3 |
                | --- | --: | --: | --: | --: | --: |
                | 1 plain Linux | 800 [796–804] | 1.00 | – | 1.00 | – |
                | 3 C container | 200 [199–201] | 0.25 [0.25–0.25] | 1.00 | 0.46 | 1.00 |
                | 4 Java container | 190 [189–191] | 0.24 [0.24–0.24] | 0.95 [0.95–0.95] | 0.24 | 0.52 |
                """, LadderMarkdown.of(run("64", true)));
    }

    @Test
    void shouldLeaveOutThePrototypeWhereItHasNoFigures() {
        String text = LadderMarkdown.of(run("imix", false));
        assertTrue(text.startsWith("**nfqueue, one core, IMIX**"), text);
        assertTrue(text.contains("| 3 C container | 200 [199–201] | 0.25 [0.25–0.25] | 1.00 |\n"), text);
        assertTrue(text.endsWith("The run was interrupted: this is a part of it.\n"), text);
    }

    private static Run run(String size, boolean complete) {
        return new Run(Run.FORMAT, "quick", "aaaaaaa", "2026-01-01T00:00:00Z", "2026-01-01T00:03:00Z", Map.of(),
                List.of(), List.of(cell(size, 1, 796_000, 804_000), cell(size, 3, 199_000, 201_000),
                        cell(size, 4, 189_000, 191_000)),
                complete);
    }

    private static Cell cell(String size, int configuration, double low, double high) {
        Estimate rate = new Estimate(List.of(low, high), Bound.EXACT);
        return new Cell("nfqueue", 1, configuration, size, null, 0, rate, rate, rate, List.of(), List.of(), null,
                List.of(), true, "");
    }
}
