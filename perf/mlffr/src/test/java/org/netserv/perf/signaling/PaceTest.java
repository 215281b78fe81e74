package org.netserv.perf.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long BEGIN = -5_000_000_000L;

    @Test
    void shouldHaveTheFirstDueAtOnceAndOthersAtIntervals() {
        Pace pace = Pace.of(BEGIN, 10_000);
        assertEquals(BEGIN, pace.dueNanos(0));
        assertEquals(BEGIN + 100_000, pace.dueNanos(1));
        assertEquals(BEGIN + 1_000_000_000, pace.dueNanos(10_000));
    }

    @Test
    void shouldCountWhatIsDueByNow() {
        Pace pace = Pace.of(BEGIN, 10_000);
        assertEquals(0, pace.dueBy(BEGIN - 1));
        assertEquals(1, pace.dueBy(BEGIN));
        assertEquals(1, pace.dueBy(BEGIN + 99_999));
        assertEquals(2, pace.dueBy(BEGIN + 100_000));
        assertEquals(10_001, pace.dueBy(BEGIN + 1_000_000_000));
    }

    @Test
    void shouldNotLetAPauseMoveWhatIsDueLater() {
        Pace pace = Pace.of(BEGIN, 33_333);
        for (long number = 0; number < 100_000; number += 997) {
            long due = pace.dueNanos(number);
            assertTrue(pace.dueBy(due + 1) >= number + 1, () -> "due, and not counted: " + due);
        }
    }

    @Test
    void shouldRefuseWhatIsNoRate() {
        assertThrows(IllegalArgumentException.class, () -> Pace.of(0, 0));
        assertThrows(IllegalArgumentException.class, () -> Pace.of(0, Double.NaN));
    }
}
