package org.netserv.perf.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MaximumRateTest {
    private static final double PRECISION = 0.03;

    private final List<Double> tried = new ArrayList<>();

    private @Nullable Double attempt(double rate, double capacity) {
        tried.add(rate);
        return rate <= capacity ? Double.valueOf(rate) : null;
    }

    private double found(double start, double capacity) throws InterruptedException {
        Double best = MaximumRate.find(start, PRECISION, rate -> attempt(rate, capacity));
        return best == null ? 0 : best;
    }

    @Test
    void shouldFindTheRateWhereverItBegins() throws InterruptedException {
        for (double start : new double[]{1_000, 9_000, 10_000, 11_000, 90_000}) {
            tried.clear();
            double best = found(start, 10_000);
            assertTrue(best <= 10_000 && best * (1 + PRECISION) >= 10_000, start + " -> " + best);
            assertTrue(tried.size() < 50, tried.toString());
        }
    }

    @Test
    void shouldFindNothingWhereNothingPasses() throws InterruptedException {
        assertNull(MaximumRate.find(1_000, PRECISION, rate -> attempt(rate, 0)));
        assertTrue(tried.size() <= 48, "it does not go on for ever: " + tried.size());
    }

    @Test
    void shouldEndWithARouterThatTakesEverything() throws InterruptedException {
        assertTrue(found(1_000, Double.MAX_VALUE) > 10_000);
        assertEquals(24, tried.size());
    }

    @Test
    void shouldTryARateThatFailsOnceMore() throws InterruptedException {
        int[] disturbed = {1};
        Double best = MaximumRate.find(5_000, PRECISION, rate -> {
            Double passed = attempt(rate, 10_000);
            return disturbed[0]-- > 0 ? null : passed;
        });
        assertEquals(List.of(5_000.0, 5_000.0), tried.subList(0, 2));
        assertTrue(best != null && best > 9_700, "one disturbance must not end below: " + best);
    }
}
