package org.netserv.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;

class RatioTest {

    @Test
    void shouldPairValuesSoThatADriftOfTheHostCancels() {
        // The host is a third slower in the second round: each rate is spread by that, their ratio is not.
        assertEquals("0.50 [0.49–0.51]",
                Ratio.of(rate(Bound.EXACT, 150, 102, 147), rate(Bound.EXACT, 300, 200, 300)).toString());
    }

    @Test
    void shouldTakeTheExtremesWhereValuesHaveNoPartner() {
        assertEquals("0.50 (0.33–0.75)",
                Ratio.of(rate(Bound.EXACT, 100, 125, 150), rate(Bound.EXACT, 200, 300)).toString());
    }

    @Test
    void shouldHaveNoRangeOfSingleValues() {
        assertEquals("0.50", Ratio.of(rate(Bound.EXACT, 100), rate(Bound.EXACT, 200)).toString());
    }

    @Test
    void shouldSayToWhichSideABoundLeavesItOpen() {
        assertEquals("≥0.50", Ratio.of(rate(Bound.AT_LEAST, 100), rate(Bound.EXACT, 200)).toString());
        assertEquals("≤0.50 [0.49–0.51]",
                Ratio.of(rate(Bound.EXACT, 98, 102), rate(Bound.AT_LEAST, 200, 200)).toString());
        assertEquals("≤0.50", Ratio.of(rate(Bound.EXACT, 98, 102), rate(Bound.AT_LEAST, 200, 200)).brief());
        assertFalse(Ratio.of(rate(Bound.AT_LEAST, 100), rate(Bound.AT_LEAST, 100)).known());
    }

    @Test
    void shouldBeUnknownWithoutARate() {
        assertEquals("–", Ratio.of(null, rate(Bound.EXACT, 1)).toString());
        assertEquals("–", Ratio.of(rate(Bound.EXACT, 1), null).toString());
        assertEquals("–", Ratio.of(rate(Bound.EXACT, 1), rate(Bound.EXACT, 0)).toString());
    }

    private static Estimate rate(Bound bound, double... values) {
        return new Estimate(Arrays.stream(values).boxed().toList(), bound);
    }
}
