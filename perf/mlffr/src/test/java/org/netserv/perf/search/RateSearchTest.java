package org.netserv.perf.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;

class RateSearchTest {
    private static final int SEEDS = 20;

    static Stream<SearchSettings> settings() {
        return Stream.of(SearchSettings.quick(), SearchSettings.full());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldFindTheRatesOfASteadyRouterWithinItsPrecision(SearchSettings settings) throws Exception {
        for (double capacity : new double[]{22_000, 121_000, 365_000, 786_000, 2_900_000}) {
            SearchResult found = search(new SimulatedRouter(capacity, 1), settings);
            double precision = settings.limits().precision();
            assertRate(capacity, precision, found.ndr());
            assertRate(capacity * 1.005, precision, found.pdr());
            assertRate(capacity, 0.001, found.mrr());
            assertTrue(found.complete());
            assertEquals("", found.remark());
            assertEquals(settings.rounds(), nonNull(found.ndr()).values().size());
            assertEquals(Bound.EXACT, nonNull(found.ndr()).bound());
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldStayNearTheCapacityOfANoisyRouter(SearchSettings settings) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            SearchResult found = search(new SimulatedRouter(365_000, seed).noise(0.01), settings);
            assertRate(365_000, 0.04, found.ndr());
            assertRate(365_000, 0.04, found.pdr());
            assertTrue(nonNull(found.pdr()).median() >= nonNull(found.ndr()).median(), "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldSpendAboutTheTimeItSaid(SearchSettings settings) throws Exception {
        double total = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedRouter router = new SimulatedRouter(365_000, seed).noise(0.01);
            search(router, settings);
            total += seconds(router, settings);
        }
        assertEquals(settings.expected().toMillis() / 1e3, total / SEEDS, settings.expected().toMillis() / 1e3 * 0.25);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldSeeThroughStealThatIsSeenAndStealThatIsNot(SearchSettings settings) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            SearchResult seen = search(new SimulatedRouter(300_000, seed).noise(0.003).steal(0.7, true), settings);
            assertRate(300_000, 0.03, seen.ndr());
            SearchResult unseen = search(new SimulatedRouter(300_000, seed).noise(0.003).steal(0.2, false), settings);
            // A long trial that loses packets for no reason it can name takes the rate down: by a step, not by half.
            assertRate(300_000, 0.10, unseen.ndr());
        }
    }

    @Test
    void shouldMarkARateWhoseTrialsAreAllDisturbed() throws Exception {
        SearchResult found = search(new SimulatedRouter(300_000, 3).steal(50, true), SearchSettings.quick());
        assertTrue(found.remark().contains("10 ms of steal"), found.remark());
    }

    @Test
    void shouldCountWithoutLongTrialsOnlyIfEachWasDisturbed() throws Exception {
        SearchResult untold = search(longTrials(Validity.DISTURBED, Validity.DISTURBED), SearchSettings.quick());
        assertRate(300_000, 0.02, untold.ndr());
        assertTrue(untold.remark().contains("A rate rests on short trials alone"), untold.remark());
        SearchResult told = search(longTrials(Validity.VALID, Validity.DISTURBED), SearchSettings.quick());
        assertTrue(nonNull(told.ndr()).high() <= LONG_CAPACITY, "of " + told.ndr());
        assertFalse(told.remark().contains("A rate rests on short trials alone"), told.remark());
    }

    private static final double LONG_CAPACITY = 280_000;

    /** A router that can do less for long: misses are the one and the other in turn. */
    private static Trials longTrials(Validity first, Validity later) {
        SimulatedRouter burst = new SimulatedRouter(300_000, 1);
        SimulatedRouter lasting = new SimulatedRouter(LONG_CAPACITY, 1);
        AtomicInteger misses = new AtomicInteger();
        return (phase, rate, duration) -> {
            if (!phase.equals("confirm")) {
                return burst.run(phase, rate, duration);
            }
            Trial trial = lasting.run(phase, rate, duration);
            boolean missed = trial.lossRatio() > 0;
            Validity validity = !missed ? Validity.VALID : misses.getAndIncrement() % 2 == 0 ? first : later;
            return new Trial(phase, rate, trial.seconds(), trial.sent(), trial.received(), trial.lost(), validity,
                    validity == Validity.VALID ? "" : "10 ms of steal", trial.effort());
        };
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldFindOneLostPacketInTenThousand(SearchSettings settings) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            SearchResult found = search(new SimulatedRouter(365_000, seed).noise(0.003).losing(1e-4), settings);
            assertNull(found.ndr(), "seed " + seed);
            assertRate(365_000 * 1.005, 0.03, found.pdr());
            assertEquals(Bound.EXACT, nonNull(found.mrr()).bound());
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldReportNothingOfARouterThatLosesOneInAHundredAtAnyRate(SearchSettings settings) throws Exception {
        SearchResult found = search(new SimulatedRouter(365_000, 5).losing(0.01), settings);
        assertNull(found.ndr());
        assertNull(found.pdr());
        assertRate(365_000 * 0.99, 0.001, found.mrr());
        assertTrue(found.complete());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldNotReportAsTheRoutersARateThatTheGeneratorCouldNotExceed(SearchSettings settings) throws Exception {
        SearchResult found = search(new SimulatedRouter(5_000_000, 7).generatorLimit(1_400_000), settings);
        for (Estimate estimate : List.of(nonNull(found.ndr()), nonNull(found.pdr()), nonNull(found.mrr()))) {
            assertEquals(Bound.AT_LEAST, estimate.bound());
            assertRate(1_400_000, settings.limits().precision(), estimate);
            assertTrue(estimate.high() <= 1_400_000);
        }
        assertEquals(1_400_000, found.maxOffered(), 10);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldEndWithADipBeforeThePeak(SearchSettings settings) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedRouter router = new SimulatedRouter(640_000, seed).noise(0.005).dip(200_000, 500_000, 190_000);
            SearchResult found = search(router, settings);
            double ndr = nonNull(found.ndr()).median();
            assertTrue(ndr > 190_000 && ndr <= 660_000, "seed " + seed + ": " + ndr);
            List<Trial> curve = Curve.measure(router, Curve.rates(found, true), 3, Duration.ofMillis(100),
                    new ArrayList<>());
            assertTrue(ndr < 210_000 || Curve.dips(curve, found.ndr()).startsWith("Below its NDR it lost packets: "));
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldFindTheRateOfARouterThatCollapsesUnderOverload(SearchSettings settings) throws Exception {
        for (double left : new double[]{0.0, 0.15, 0.6}) {
            SearchResult found = search(new SimulatedRouter(365_000, 11).noise(0.003).overload(left), settings);
            assertRate(365_000, 0.03, found.ndr());
            assertRate(365_000 * left, 0.01, found.mrr());
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldSayWhyNothingCouldBeMeasured(SearchSettings settings) throws Exception {
        SearchResult found = search(new SimulatedRouter(365_000, 13).voids(1), settings);
        assertNull(found.ndr());
        assertNull(found.mrr());
        assertFalse(found.complete());
        assertEquals("At maximum no trial counted: 12 packets are nowhere.", found.remark());
        assertEquals(settings.counts().voidRepeats() + 1, found.trials().size());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldRepeatTrialsThatAreVoid(SearchSettings settings) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            SearchResult found = search(new SimulatedRouter(365_000, seed).voids(0.1), settings);
            assertRate(365_000, 0.03, found.ndr());
            assertTrue(found.trials().stream().anyMatch(trial -> trial.validity() == Validity.VOID));
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldEndInTimeWhateverTheRouterDoes(SearchSettings settings) throws Exception {
        double longest = settings.longest().toMillis() / 1e3;
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedRouter wild = new SimulatedRouter(300_000, seed).noise(0.5).steal(3, seed % 2 == 0).losing(1e-5)
                    .voids(0.2).overload(0.4);
            search(wild, settings);
            // No more than one rate beyond it.
            assertTrue(seconds(wild, settings) < longest * 1.3 + 5, "seed " + seed);
        }
    }

    @Test
    void shouldFindTheSameForTheSameTrials() throws Exception {
        SearchSettings settings = SearchSettings.full();
        assertEquals(search(new SimulatedRouter(365_000, 17).noise(0.02).steal(0.5, true), settings),
                search(new SimulatedRouter(365_000, 17).noise(0.02).steal(0.5, true), settings));
    }

    @Test
    void shouldHaveWhatItFoundUntilItWasInterrupted() {
        SimulatedRouter router = new SimulatedRouter(365_000, 19);
        Trials interrupted = (phase, rate, duration) -> {
            if (router.trials().size() == 20) {
                throw new InterruptedException();
            }
            return router.run(phase, rate, duration);
        };
        RateSearch search = new RateSearch(interrupted, SearchSettings.quick(), Progress.NONE);
        assertThrows(InterruptedException.class, search::run);
        SearchResult partial = search.result();
        assertFalse(partial.complete());
        assertEquals(20, partial.trials().size());
        assertRate(365_000, 0.03, partial.ndr());
    }

    @Test
    void shouldTellOfEachTrial() throws Exception {
        List<Progress.Step> steps = new ArrayList<>();
        SearchResult found = new RateSearch(new SimulatedRouter(365_000, 23), SearchSettings.quick(), steps::add).run();
        assertEquals(found.trials(), steps.stream().map(Progress.Step::trial).toList());
        assertEquals(SearchSettings.quick().rounds(), steps.getLast().round());
        assertTrue(steps.getLast().part() <= 0.99);
    }

    @Test
    void shouldOfferTheCurveFromATenthOfTheRateToWellAboveIt() throws Exception {
        SearchResult found = search(new SimulatedRouter(365_000, 29), SearchSettings.full());
        List<Double> rates = Curve.rates(found, true);
        assertTrue(rates.size() >= 10 && rates.size() <= 16, rates.toString());
        assertEquals(36_500, rates.getFirst(), 1_000);
        assertEquals(730_000, rates.getLast(), 10_000);
        assertTrue(Curve.rates(found, false).size() <= 9);
        SearchResult none = new SearchResult(null, null, null, 0, List.of(), false, "");
        assertEquals(List.of(), Curve.rates(none, true));
    }

    @Test
    void shouldOfferTheCurveUpAndDownAndKeepTheMiddleTrialOfEachRate() throws Exception {
        SimulatedRouter router = new SimulatedRouter(200_000, 31).noise(0.05);
        List<Trial> all = new ArrayList<>();
        List<Double> rates = List.of(100_000.0, 200_000.0, 300_000.0);
        List<Trial> curve = Curve.measure(router, rates, 3, Duration.ofMillis(100), all);
        assertEquals(List.of(1e5, 2e5, 3e5, 3e5, 2e5, 1e5, 1e5, 2e5, 3e5), all.stream().map(Trial::intended).toList());
        assertEquals(rates, curve.stream().map(Trial::intended).toList());
        List<Double> losses = all.stream().filter(trial -> trial.intended() == 3e5).map(Trial::lossRatio).sorted()
                .toList();
        assertEquals(losses.get(1), curve.getLast().lossRatio());
    }

    private static SearchResult search(Trials router, SearchSettings settings) throws InterruptedException {
        return new RateSearch(router, settings, Progress.NONE).run();
    }

    private static double seconds(SimulatedRouter router, SearchSettings settings) {
        return router.trafficSeconds() + router.trials().size() * settings.times().overhead().toMillis() / 1e3;
    }

    private static void assertRate(double expected, double part, @Nullable Estimate estimate) {
        assertEquals(expected, nonNull(estimate).median(), expected * part + 1, () -> "of " + estimate);
    }

    private static Estimate nonNull(@Nullable Estimate estimate) {
        assertNotNull(estimate);
        return estimate;
    }
}
