package org.netserv.perf.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netserv.node.json.Json;
import org.netserv.perf.compare.Difference.Verdict;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Run;
import org.netserv.perf.store.StoredRun;

class ComparisonTest {
    private static final Map<String, String> MACHINE = Map.of("cpu.model", "Abacus", "software.jvm", "25");

    @Test
    void shouldFindFivePercentInTwoPercentOfNoise() {
        int found = 0;
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Comparison comparison = compare(noisy(random, 300_000, 0.02, 10), noisy(random, 285_000, 0.02, 10));
            Difference difference = pdr(comparison);
            assertFalse(difference.verdict() == Verdict.FASTER);
            if (difference.verdict() == Verdict.SLOWER) {
                assertTrue(comparison.regression());
                found++;
            }
        }
        assertTrue(found >= 45, "found " + found);
    }

    @Test
    void shouldFlagNoMoreThanItSaysWhereThereIsNoDifference() {
        for (int rounds : new int[]{4, 7, 10}) {
            int flagged = 0;
            int total = 1000;
            Random random = new Random(rounds);
            for (int i = 0; i < total; i++) {
                // Noise so large that the floor of 2 % does not help.
                RankTest test = RankTest.of(noisy(random, 300_000, 0.1, rounds).values(),
                        noisy(random, 300_000, 0.1, rounds).values(), 0.95);
                assertEquals(test.p() <= 1 - test.level() + 1e-9, test.low() > 1 || test.high() < 1,
                        "the interval and the test say the same");
                flagged += test.p() <= 0.05 ? 1 : 0;
            }
            // Three standard deviations above 5 %.
            assertTrue(flagged <= total * 0.07, rounds + " rounds: " + flagged);
            assertTrue(flagged >= total * 0.015, rounds + " rounds: " + flagged);
        }
    }

    @Test
    void shouldFlagNoneInTenSeedsOfTheSameRouter() {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            Comparison comparison = compare(noisy(random, 300_000, 0.01, 7), noisy(random, 300_000, 0.01, 7));
            assertEquals(Verdict.NONE_SEEN, pdr(comparison).verdict(), "seed " + seed);
        }
    }

    @Test
    void shouldCountAllWaysToDeal() {
        // From the tables of Mann and Whitney: U = 0 of 4 and 4 has 1 way of 70 on either side.
        assertEquals(2 / 70.0, RankTest.of(List.of(1.0, 2.0, 3.0, 4.0), List.of(5.0, 6.0, 7.0, 8.0), 0.95).p(), 1e-12);
        // U = 1 has 2 of 252 with 5 and 5.
        assertEquals(4 / 252.0,
                RankTest.of(List.of(1.0, 2.0, 3.0, 4.0, 6.0), List.of(5.0, 7.0, 8.0, 9.0, 10.0), 0.95).p(), 1e-12);
        assertEquals(1, RankTest.of(List.of(3.0, 3.0, 3.0, 3.0), List.of(3.0, 3.0, 3.0, 3.0), 0.95).p(), 1e-12);
    }

    @Test
    void shouldSayThatTooFewValuesNeverDiffer() {
        Estimate before = exact(300_000, 301_000, 302_000);
        Difference difference = pdr(compare(before, exact(200_000, 201_000, 202_000)));
        assertEquals(Verdict.CANNOT_TELL, difference.verdict());
        assertEquals("cannot be told: 3 and 3 values, too few", difference.words());
    }

    @Test
    void shouldNotCallAStepOfTheSearchADifference() {
        assertEquals("no difference that is more than noise",
                pdr(compare(exact(300_000, 300_100, 300_200, 300_300), exact(297_000, 297_100, 297_200, 297_300)))
                        .words());
    }

    @Test
    void shouldRespectThatABoundIsOne() {
        Estimate bound = new Estimate(List.of(900.0, 901.0, 902.0, 903.0), Bound.AT_LEAST);
        Estimate slower = exact(800, 801, 802, 803);
        assertEquals("slower by at least 11.1 %", pdr(compare(bound, slower)).words());
        assertEquals("faster by at least 12.5 %", pdr(compare(slower, bound)).words());
        assertEquals(Verdict.CANNOT_TELL, pdr(compare(bound, exact(990, 991, 992, 993))).verdict());
        assertEquals(Verdict.CANNOT_TELL, pdr(compare(bound, bound)).verdict());
    }

    @Test
    void shouldFindNoDifferenceBetweenTwoQuickRunsOfOneThing() {
        Comparison comparison = compare(exact(300_000, 309_000, 302_000), exact(303_000, 301_000, 310_000));
        for (Difference difference : comparison.rates()) {
            assertEquals("no difference that is more than noise", difference.words(), difference.toString());
        }
        assertEquals(List.of(), comparison.warnings());
        String text = ComparisonText.of(comparison);
        assertFalse(text.contains("Warning"), text);
        assertTrue(text.contains("\n0 slower, 0 faster, 7 without a difference that is more than noise, 0 that cannot"),
                text);
        assertTrue(text.endsWith("No PDR is seen to be lower: exit code 0.\n"), text);
    }

    @Test
    void shouldPairTheRoundsOfOneRunForItsRatios() {
        // Both configurations drift alike: each is spread by a half, their ratio not at all.
        double[] drift = {1, 1.5, 1.2, 0.9};
        Comparison comparison = Comparison.of(run("a", exact(scaled(drift, 800)), exact(scaled(drift, 400))),
                run("b", exact(scaled(drift, 800)), exact(scaled(drift, 360))), Comparison.LEVEL);
        Difference ratio = comparison.ratios().getFirst();
        assertEquals("slower by 10.0 %", ratio.words());
        assertEquals(Verdict.NONE_SEEN, pdr(comparison).verdict());
    }

    @Test
    void shouldNotPairRoundsThatAreNotEquallyMany() {
        Comparison comparison = Comparison.of(
                run("a", exact(800, 801, 802, 803), exact(400, 401, 402, 403)),
                run("b", exact(800, 801, 802, 803), exact(300, 301, 302)), Comparison.LEVEL);
        Difference ratio = comparison.ratios().getFirst();
        assertEquals(301 / 801.5, ratio.after(), 1e-12);
        assertEquals("cannot be told: 4 and 1 values, too few", ratio.words());
        assertEquals(List.of("nfqueue, 1 core, 64, config 4 and 1 have not equally many values in b: their ratio has"
                + " no spread"), comparison.withCare());
    }

    @Test
    void shouldSeeALostRateAcrossMachines() {
        StoredRun before = run("a", MACHINE, exact(300_000), 1);
        StoredRun after = run("b", Map.of("cpu.model", "Difference Engine"), null, 1);
        Comparison comparison = Comparison.of(before, after, Comparison.LEVEL);
        assertEquals("slower: no rate reaches it any more", comparison.ratios().getFirst().words());
        assertTrue(comparison.regression());
    }

    @Test
    void shouldNotTakeWhatAPartialRunLacksForSlow() {
        StoredRun whole = run("a", exact(800), exact(400));
        Cell cut = new Cell("nfqueue", 1, 4, "64", null, 0, null, null, null, List.of(), List.of(), null, List.of(),
                false, "");
        StoredRun partial = new StoredRun("b", new Run(Run.FORMAT, "full", "aaaaaaa", "2026-01-01T00:00:00Z",
                "2026-01-01T00:03:00Z", MACHINE, List.of(), List.of(cut), false), "");
        Comparison comparison = Comparison.of(whole, partial, Comparison.LEVEL);
        assertEquals("cannot be told: the cell is partial", pdr(comparison).words());
        assertFalse(comparison.regression());
        assertEquals(List.of("b is partial: it was interrupted, or a cell of it could not be measured",
                "the suites differ, and with them how thoroughly was measured: quick → full"), comparison.warnings());
        assertTrue(ComparisonText.of(comparison).contains("\nWarning:\n  b is partial"), "said first");
    }

    @Test
    void shouldCallALostRateARegression() {
        Comparison comparison = compare(exact(300_000), null);
        assertEquals("slower: no rate reaches it any more", pdr(comparison).words());
        assertTrue(comparison.regression());
    }

    @Test
    void shouldCompareOnlyRatiosAcrossMachines() {
        Map<String, String> other = new HashMap<>(MACHINE);
        other.put("cpu.model", "Difference Engine");
        other.put("software.jvm", "26");
        Comparison comparison = Comparison.of(run("a", MACHINE, exact(300_000, 301_000, 302_000, 303_000), 1),
                run("b", other, exact(150_000, 150_500, 151_000, 151_500), 0.5), Comparison.LEVEL);
        assertEquals(List.of("cpu.model: Abacus → Difference Engine"), comparison.machine());
        assertEquals(List.of("software.jvm: 25 → 26"), comparison.software());
        assertFalse(comparison.regression(), "half as fast, but so is plain forwarding");
        String text = ComparisonText.of(comparison);
        assertTrue(text.contains("Warning: the machines differ, so only ratios"), text);
        assertTrue(text.contains("PDR / 1"), text);
        assertFalse(text.contains("Rates in kpps"), text);
    }

    @Test
    void shouldSayWhatItDidAndAtWhichLevel() {
        String text = ComparisonText
                .of(compare(exact(300_000, 301_000, 302_000, 303_000), exact(200_000, 201_000, 202_000, 203_000)));
        assertTrue(text.contains("slower by 33.2 %"), text);
        assertTrue(text.contains("Each verdict is at the 95 % level"), text);
        assertTrue(text.endsWith("A PDR is lower: exit code 1.\n"), text);
        for (String line : text.split("\n", -1)) {
            assertTrue(line.length() <= 120, line);
        }
    }

    @Test
    void shouldSpeakJson() {
        Map<String, Object> tree = Json.parse(compare(exact(3, 4, 5, 6), exact(30, 40, 50, 60)).json());
        assertEquals(false, tree.get("regression"));
        assertTrue(tree.get("rates") instanceof List<?> rates && rates.getLast() instanceof Map<?, ?> last
                && "FASTER".equals(last.get("verdict")), tree.toString());
    }

    @Test
    void shouldRefuseALevelThatIsNone() {
        StoredRun run = run("a", MACHINE, exact(1), 1);
        assertThrows(IllegalArgumentException.class, () -> Comparison.of(run, run, 95));
    }

    private static double[] scaled(double[] values, double by) {
        return Arrays.stream(values).map(value -> value * by).toArray();
    }

    private static StoredRun run(String name, Estimate plain, Estimate java) {
        return new StoredRun(name, new Run(Run.FORMAT, "quick", "aaaaaaa", "2026-01-01T00:00:00Z",
                "2026-01-01T00:03:00Z", MACHINE, List.of(), List.of(cell(1, plain), cell(4, java)), true), "");
    }

    private static Difference pdr(Comparison comparison) {
        return comparison.rates().stream()
                .filter(difference -> difference.configuration() == 4 && difference.measure().equals("PDR")).findFirst()
                .orElseThrow();
    }

    private static Comparison compare(@Nullable Estimate before, @Nullable Estimate after) {
        return Comparison.of(run("20260101-000000-aaaaaaa-quick", MACHINE, before, 1),
                run("20260102-000000-bbbbbbb-quick", MACHINE, after, 1), Comparison.LEVEL);
    }

    private static Estimate noisy(Random random, double rate, double noise, int rounds) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            values.add(rate * (1 + noise * random.nextGaussian()));
        }
        return new Estimate(values, Bound.EXACT);
    }

    private static Estimate exact(double... values) {
        return new Estimate(Arrays.stream(values).boxed().toList(), Bound.EXACT);
    }

    /** With plain forwarding beside, {@code scale} times as fast as usual. */
    private static StoredRun run(String name, Map<String, String> environment, @Nullable Estimate rate, double scale) {
        List<Double> plain = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            plain.add((800_000 + i * 100) * scale);
        }
        List<Cell> cells = List.of(cell(1, new Estimate(plain, Bound.EXACT)), cell(4, rate));
        return new StoredRun(name, new Run(Run.FORMAT, "quick", "aaaaaaa", "2026-01-01T00:00:00Z",
                "2026-01-01T00:03:00Z", environment, List.of(), cells, true), "");
    }

    private static Cell cell(int configuration, @Nullable Estimate rate) {
        return new Cell("nfqueue", 1, configuration, "64", null, 0, rate, rate, rate, List.of(), List.of(), null,
                List.of(),
                true, "");
    }
}
