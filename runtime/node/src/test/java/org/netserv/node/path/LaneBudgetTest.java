package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LaneBudgetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final LaneBudget budget = budget(1, Patience.EXCESS_NANOS, Patience.EXCESS_BURST_NANOS);
    private final long start = System.nanoTime();

    private static LaneBudget budget(long nanosPerPacket, long excess, long burst) {
        return new LaneBudget(new PathQuota(Long.MAX_VALUE, Long.MAX_VALUE, nanosPerPacket, Long.MAX_VALUE),
                new RateLimit(excess, burst, System.nanoTime()));
    }

    /** One packet that takes so long. */
    private int come(long nowNanos, long cpuNanos) {
        if (budget.isRated()) {
            budget.reserve(nowNanos, 1, 28);
        }
        int over = budget.spend(28);
        budget.settle(nowNanos, over == LaneBudget.WITHIN ? cpuNanos : 0, 0);
        return over;
    }

    @Test
    void shouldLeaveMostOfTheTimeToOthersWhileCreditIsUsedUp() {
        assertFalse(budget.isRated());
        assertEquals(LaneBudget.WITHIN, come(start, Patience.EXCESS_BURST_NANOS + 10 * MILLI));
        assertTrue(budget.isRated());
        long made = start + 10 * MILLI * SECOND / Patience.EXCESS_NANOS;
        assertEquals(ModuleCounters.OVER_CPU, come(made - MILLI, MILLI));
        assertEquals(LaneBudget.WITHIN, come(made + MILLI, MILLI));
    }

    @Test
    void shouldNotPaceWhatPacketsBring() {
        LaneBudget covered = budget(100 * MILLI, Patience.SHARED_EXCESS_NANOS, Patience.SHARED_EXCESS_BURST_NANOS);
        for (int n = 0; n < 100; n++) {
            assertEquals(LaneBudget.WITHIN, covered.spend(28));
            covered.settle(start, 100 * MILLI, 0);
        }
        assertFalse(covered.isRated());
    }

    @Test
    void shouldGiveNoneWhenCreditIsUsedUp() {
        long used = 0;
        long now = start;
        while (used <= CpuCredit.FIRST_NANOS) {
            assertEquals(LaneBudget.WITHIN, come(now, 20 * MILLI));
            used += 20 * MILLI;
            now += SECOND;
        }
        assertEquals(ModuleCounters.OVER_CPU, come(now, 20 * MILLI));
        assertEquals(ModuleCounters.OVER_CPU, come(now + 100 * SECOND, 20 * MILLI));
    }
}
