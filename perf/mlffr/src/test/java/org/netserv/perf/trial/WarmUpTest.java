package org.netserv.perf.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Trial;
import org.netserv.perf.search.SimulatedRouter;
import org.netserv.perf.search.Trials;

class WarmUpTest {
    private static final Duration TRIAL = Duration.ofMillis(100);
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(8);

    private final List<Trial> all = new ArrayList<>();

    @Test
    void shouldEndWhenTheRateIsSteady() throws Exception {
        WarmUp.Outcome outcome = WarmUp.run(new SimulatedRouter(190_000, 1).noise(0.005), TRIAL, LEAST, MOST, all);
        assertTrue(outcome.steady());
        assertTrue(outcome.seconds() < 4, "after " + outcome.seconds());
        assertEquals(outcome.seconds(), all.stream().mapToDouble(Trial::seconds).sum(), 0.01);
    }

    @Test
    void shouldSayIfTheRateStillGrowsAtTheEnd() throws Exception {
        int[] count = {0};
        Trials growing = (phase, rate, duration) -> new SimulatedRouter(20_000 * Math.pow(1.05, count[0]++), 1)
                .run(phase, rate, duration);
        WarmUp.Outcome outcome = WarmUp.run(growing, TRIAL, LEAST, MOST, all);
        assertFalse(outcome.steady());
        assertEquals(8, outcome.seconds(), 0.2);
    }

    @Test
    void shouldTakeTheColdRateFromTheFirstTrial() throws Exception {
        assertEquals(new Estimate(List.of(190_000.0), Bound.EXACT),
                WarmUp.run(new SimulatedRouter(190_000, 1), TRIAL, LEAST, MOST, all).cold());
        assertEquals(new Estimate(List.of(400_000.0), Bound.AT_LEAST),
                WarmUp.run(new SimulatedRouter(700_000, 1), TRIAL, LEAST, MOST, all).cold());
    }

    @Test
    void shouldLeaveItAtThatWhereNothingIsCompiled() throws Exception {
        WarmUp.Outcome outcome = WarmUp.run(new SimulatedRouter(190_000, 1), TRIAL, Duration.ZERO, Duration.ZERO, all);
        assertTrue(outcome.steady());
        assertEquals(1, all.size());
    }
}
