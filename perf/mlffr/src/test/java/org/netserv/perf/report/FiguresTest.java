package org.netserv.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Effort;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Latency;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;

/** Single figures of the page, from cells of which each value is known. */
class FiguresTest {
    /** Half a second of 200,000 packets, of which a quarter is lost, and what they cost. */
    private static final Trial TRIAL = new Trial("curve", 400_000, 0.5, 200_000, 150_000, Map.of(), Validity.VALID, "",
            new Effort(0.3, 0.05, 0.1, 0.02, 1_000, 6_000, 10, 0, 0, 0));

    @Test
    void shouldSayWhatARouterDidAtEachOfferedRate() {
        String figure = CurveFigure.of(ladder(2, curve(TRIAL)), "f");
        assertTrue(figure.contains("<th scope=\"row\">4 Java container</th><td>400</td><td>300</td><td>25.000</td>"
                + "<td>94</td><td>2000</td><td>200.0</td><td>25.0</td>"), figure);
        for (String chart : List.of("CPU use, % of one CPU", "wake-ups a second", "packets a wake-up",
                "packets a receive batch")) {
            assertTrue(figure.contains(">" + Html.escape(chart) + "</text>"), chart);
        }
        assertTrue(figure.contains(">200</text>"), "two cores are 200 %");
    }

    @Test
    void shouldDrawNoLoadOfARouterWhichDoesNotTellIt() {
        Trial silent = new Trial("curve", 400_000, 0.5, 200_000, 200_000, Map.of(), Validity.VALID, "", Effort.NONE);
        String figure = CurveFigure.of(ladder(1, curve(silent)), "f");
        assertEquals(2, figure.split("<svg", -1).length, "the curve alone");
        assertTrue(figure.contains("<td>0.000</td><td>–</td><td>–</td><td>–</td><td>–</td>"), figure);
    }

    @Test
    void shouldDrawTheLoadOfContainersOverTheAxisOfTheirOwnCurve() {
        Trial fast = new Trial("curve", 4_000_000, 0.5, 2_000_000, 2_000_000, Map.of(), Validity.VALID, "",
                TRIAL.effort());
        Cell plain = new Cell("nfqueue", 1, 1, "64", null, 0, null, null, null, List.of(fast), List.of(), null,
                List.of(), true, "");
        String figure = CurveFigure.of(new Ladder("nfqueue", 1, "64", List.of(plain, curve(TRIAL))), "f");
        String[] charts = figure.split("<svg", -1);
        for (int i = 1; i < charts.length; i++) {
            boolean ofCurve = charts[i].contains(">forwarded, kpps<");
            assertEquals(i == 1 || i > 5, charts[i].contains("mark l4"), "chart " + i);
            assertEquals(i == 1 || i == 6, ofCurve, "chart " + i);
            assertEquals(i < 6, charts[i].contains(">4000</text>"), "chart " + i);
        }
        assertEquals(1 + 1 + 4 + 1 + 4, charts.length);
    }

    @Test
    void shouldLeaveOutOfTheChartHowManyPacketsAWakeUpBringsWhereTheKernelPolls() {
        Trial polling = new Trial("curve", 400_000, 0.5, 200_000, 200_000, Map.of(), Validity.VALID, "",
                new Effort(0.3, 0, 0, 0, 2, 0, 0, 0, 0, 0));
        String figure = CurveFigure.of(ladder(1, curve(polling)), "f");
        assertTrue(figure.contains("<td>100000.0</td>"), figure);
        assertFalse(figure.contains(">packets a wake-up</text>"), figure);
    }

    @Test
    void shouldDrawThatARouterNeverSleeps() {
        Trial awake = new Trial("curve", 500_000, 0.5, 250_000, 250_000, Map.of(), Validity.VALID, "",
                new Effort(0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        Cell cell = cell(null, List.of(TRIAL, awake), List.of(), List.of());
        String figure = CurveFigure.of(ladder(1, cell), "f");
        assertTrue(figure.contains("<td>100</td><td>0</td><td>–</td><td>–</td>"), figure);
        assertTrue(
                figure.contains("wake-ups a second, from the lowest offered rate to the highest: 4 Java container from"
                        + " 2000 to 0."),
                figure);
    }

    @Test
    void shouldDivideCpuTimeOnlyWhereTheKernelDoes() {
        Trial confirm = new Trial("confirm", 400_000, 0.5, 200_000, 150_000, Map.of(), Validity.VALID, "",
                TRIAL.effort());
        Cell cell = cell(null, List.of(), List.of(), List.of(confirm));
        String one = CpuFigure.of(ladder(1, cell), "f");
        assertTrue(one.contains("<td>3133</td><td>3000</td><td>133</td>"), one);
        assertFalse(one.contains("packet threads, user"), one);
        String two = CpuFigure.of(ladder(2, cell), "f");
        assertTrue(two.contains("<td>3133</td><td>2000</td><td>333</td><td>667</td><td>133</td>"), two);
    }

    @Test
    void shouldStandColdBesideWarm() {
        Cell cell = cell(new Estimate(List.of(90_000.0, 110_000.0), Bound.EXACT), List.of(), List.of(), List.of());
        String figure = ColdFigure.of(ladder(1, cell), "f");
        assertTrue(
                figure.contains("<td>100 [90.0–110]</td><td>200 [200–200]</td><td>0.50 [0.45–0.55]</td><td>3.5</td>"),
                figure);
        assertTrue(figure.contains(">100 kpps, cold</text>") && figure.contains(">200 kpps, warm</text>"), figure);
        assertEquals("", ColdFigure.of(ladder(1, cell(null, List.of(), List.of(), List.of())), "f"));
    }

    @Test
    void shouldEndALineOfLatencyWhereSamplesDo() {
        Latency few = new Latency(0.5, 100_000, 300, Map.of("50", 10_000L, "90", 20_000L), "");
        String figure = LatencyFigure.of(ladder(1, cell(null, List.of(), List.of(few), List.of())), "f", 0.5);
        assertTrue(figure.contains("<td>10.0</td><td>20.0</td><td>–</td><td>–</td><td>–</td><td>–</td><td>300</td>"),
                figure);
        assertEquals(2, figure.split("class=\"mark l4\"", -1).length - 1, figure);
    }

    @Test
    void shouldShowInPlainSightThatPacketsWereLostWhileTheyWereTimed() {
        Latency lossy = new Latency(0.9, 100_000, 0, Map.of(), "7 packets were lost.");
        String figure = LatencyFigure.of(ladder(1, cell(null, List.of(), List.of(lossy), List.of())), "f", 0.9);
        assertTrue(
                figure.endsWith("</details><p class=\"remark\">4 Java container: 7 packets were lost.</p></figure>\n"),
                figure);
        assertEquals("", LatencyFigure.of(ladder(1, cell(null, List.of(), List.of(lossy), List.of())), "f", 0.5));
    }

    private static Ladder ladder(int cores, Cell cell) {
        return new Ladder("nfqueue", cores, "64", List.of(cell));
    }

    private static Cell curve(Trial trial) {
        return cell(null, List.of(trial), List.of(), List.of());
    }

    private static Cell cell(@Nullable Estimate cold, List<Trial> curve, List<Latency> latencies, List<Trial> trials) {
        Estimate rate = new Estimate(List.of(200_000.0, 200_000.0), Bound.EXACT);
        return new Cell("nfqueue", 1, 4, "64", cold, 3.5, rate, rate, rate, curve, latencies, null, trials, true, "");
    }
}
