package org.netserv.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Effort;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;

class LadderTableTest {

    @Test
    void shouldStandRatesRatiosCpuAndThePrototypeBesideOneAnother() {
        Cell plain = cell(1, exact(760_000, 765_000, 771_000), "");
        Cell c = cell(3, exact(240_000, 243_000), "");
        Cell java = cell(4, exact(230_000, 231_000, 239_000), "3 of 90 trials count although disturbed.");
        assertEquals(
                """
                        nfqueue, one core, 64 B: kpps, median [lowest–highest]; cold: just after coming up; CPU: ns a packet
                          / 1, / 3: ratios of NDR, [] of rounds paired in order, () of lowest and highest rates; old: the prototype’s
                        configuration                  NDR               PDR   MRR  cold               / 1               / 3   CPU | old/1 old/3
                        1 plain Linux        765 [760–771]     765 [760–771]   765  ≥400              1.00                 –  2000 |  1.00     –
                        3 C container        242 [240–243]     242 [240–243]   242  ≥400  0.32 (0.31–0.32)              1.00  2000 |  0.46  1.00
                        4 Java container     231 [230–239]     231 [230–239]   231  ≥400  0.30 [0.30–0.31]  0.96 (0.95–1.00)  2000 |  0.24  0.52
                          4: 3 of 90 trials count although disturbed.
                        """,
                LadderTable.of(List.of(plain, c, java)));
    }

    @Test
    void shouldSayWhatIsOnlyABound() {
        Cell plain = cell(1, new Estimate(List.of(1_400_000.0, 1_390_000.0, 1_401_000.0), Bound.AT_LEAST), "");
        Cell java = cell(4, exact(230_000, 231_000, 239_000), "");
        String text = LadderTable.of(List.of(plain, java));
        assertTrue(text.contains("≥1400 [1390–1401]"), text);
        assertTrue(text.contains("≤0.17 [0.16–0.17]"), text);
    }

    @Test
    void shouldNotTakeTwoBoundsThatAreEqualForARatioOfOne() {
        Estimate limit = new Estimate(List.of(1_400_000.0), Bound.AT_LEAST);
        Ladder ladder = Ladder.of(List.of(cell(1, limit, ""), cell(2, limit, ""))).getFirst();
        assertEquals("–", ladder.ratio(ladder.cells().get(1), 1).toString());
        assertEquals("1.00", ladder.ratio(ladder.cells().getFirst(), 1).toString());
    }

    @Test
    void shouldCutARemarkAfterThreeLines() {
        String text = LadderTable.of(List.of(cell(4, exact(1000), "word ".repeat(200))));
        List<String> lines = text.lines().skip(4).toList();
        assertEquals(3, lines.size(), text);
        assertTrue(lines.getFirst().startsWith("  4: word"), text);
        assertTrue(lines.getLast().endsWith("word …"), text);
    }

    @Test
    void shouldTakeRatiosOfPdrWhereOneNdrIsMissing() {
        Cell none = new Cell("nfqueue", 1, 3, "imix", null, 0, null, exact(100_000), exact(110_000), List.of(),
                List.of(),
                null, List.of(), false, "");
        Cell java = new Cell("nfqueue", 1, 4, "imix", null, 0, exact(70_000), exact(75_000), exact(80_000), List.of(),
                List.of(), null, List.of(), true, "");
        String text = LadderTable.of(List.of(none, java));
        assertTrue(text.startsWith("nfqueue, one core, IMIX: kpps, median [lowest–highest]; cold"), text);
        assertTrue(text.contains("ratios of PDR,"), text);
        assertTrue(text.contains(" none "), text);
        assertTrue(text.contains(" 0.75 "), text);
        assertTrue(text.contains("  3: partial."), text);
    }

    @Test
    void shouldBorrowPlainForwardingFromAnotherPlane() {
        Cell xdp = new Cell("xdp", 1, 4, "64", null, 0, exact(400_000), exact(400_000), exact(400_000), List.of(),
                List.of(),
                null, List.of(), true, "");
        List<Ladder> ladders = Ladder.of(List.of(cell(1, exact(800_000), ""), cell(4, exact(200_000), ""), xdp));
        assertEquals(2, ladders.size());
        assertEquals("0.50", ladders.get(1).ratio(xdp, 1).toString());
    }

    @Test
    void shouldFitIntoATerminal() {
        for (String line : LadderTable.of(SampleRun.of("full", "2026-01-02T03:04:05Z", 1, 1).cells()).split("\n", -1)) {
            assertTrue(line.length() <= 120, line);
        }
    }

    private static Estimate exact(double... values) {
        return new Estimate(java.util.Arrays.stream(values).boxed().toList(), Bound.EXACT);
    }

    private static Cell cell(int configuration, @Nullable Estimate rate, String remark) {
        Effort effort = new Effort(0.1, 0.05, 0.025, 0.025, 0, 0, 0, 0, 0, 0);
        Trial trial = new Trial("confirm", 100_000, 1, 100_000, 100_000, java.util.Map.of(), Validity.VALID, "",
                effort);
        return new Cell("nfqueue", 1, configuration, "64", new Estimate(List.of(400_000.0), Bound.AT_LEAST), 2, rate,
                rate, rate, List.of(), List.of(), null,
                List.of(trial), true, remark);
    }
}
