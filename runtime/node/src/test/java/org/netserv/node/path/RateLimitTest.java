package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;
    /** The clock's origin is anywhere: here it is about to overflow. */
    private final long start = Long.sum(Long.MAX_VALUE, -SECOND / 2);

    @Test
    void shouldGiveBurstAndThenWhatComesIn() {
        RateLimit limit = new RateLimit(1_000, 1, start);
        assertEquals(100, limit.take(start, 1_000));
        assertEquals(0, limit.take(start, 1));
        assertEquals(0, limit.take(start + SECOND / 1_000 - 1, 1));
        assertEquals(1, limit.take(start + SECOND / 1_000, 1_000));
        assertEquals(50, limit.take(start + SECOND * 51 / 1_000, 1_000));
        assertEquals(100, limit.take(start + SECOND, 1_000), "no more than the burst is kept");
        assertEquals(0, limit.take(start + SECOND / 2, 1), "a clock that is behind");
    }

    @Test
    void shouldTakeNoMoreThanIsWanted() {
        RateLimit limit = new RateLimit(1_000, 1, start);
        assertEquals(30, limit.take(start, 30));
        assertEquals(0, limit.take(start, 0));
        assertEquals(70, limit.take(start, 71));
    }

    @Test
    void shouldGiveAgainWhatWasGivenBack() {
        RateLimit limit = new RateLimit(1_000, 1, start);
        assertEquals(100, limit.take(start, 100));
        limit.giveBack(40);
        assertEquals(40, limit.take(start, 100));
        limit.giveBack(0);
        assertEquals(0, limit.take(start, 100));
    }

    @Test
    void shouldHaveNoLimitWhenThereIsNone() {
        RateLimit limit = new RateLimit(Long.MAX_VALUE, 1, start);
        assertFalse(limit.isLimited());
        assertEquals(Long.MAX_VALUE, limit.take(start, Long.MAX_VALUE));
        assertEquals(Long.MAX_VALUE, limit.take(start, Long.MAX_VALUE));
        limit.giveBack(7);
    }

    @Test
    void shouldBeOverdrawnUntilWhatWasChargedHasComeIn() {
        RateLimit limit = new RateLimit(1_000, 1_000, start);
        limit.charge(start, 1_000);
        assertFalse(limit.isOverdrawn(start), "as much as may come at once");
        limit.charge(start, 500);
        assertTrue(limit.isOverdrawn(start));
        assertEquals(0, limit.take(start, 1));
        assertTrue(limit.isOverdrawn(start + SECOND / 2 - 1));
        assertFalse(limit.isOverdrawn(start + SECOND / 2));
        assertEquals(1_000, limit.take(start + 10 * SECOND, 2_000));
    }

    @Test
    void shouldNeverBeOverdrawnWithoutLimit() {
        RateLimit limit = new RateLimit(Long.MAX_VALUE, Long.MAX_VALUE, start);
        limit.charge(start, Long.MAX_VALUE);
        assertFalse(limit.isOverdrawn(start));
    }

    /** Over any time: no more than the burst and what came in; and no less but for a unit each time, which rounding costs. */
    @Test
    void shouldKeepEachRate() {
        Random random = new Random(0x5eed_0006L);
        for (long rate : new long[]{1, 7, 999, 64 << 10, SECOND - 1, 10 * SECOND, 1L << 40}) {
            RateLimit limit = new RateLimit(rate, 10, start);
            long burst = Math.min(Math.max(rate / 10, 10), 1L << 32);
            long passed = 0;
            // A full bucket would lose what comes in.
            long taken = limit.take(start, Long.MAX_VALUE);
            int steps = 10_000;
            for (int n = 0; n < steps; n++) {
                passed += random.nextInt(2_000_000);
                taken += limit.take(start + passed, Long.MAX_VALUE);
            }
            double most = Math.ceil(burst + (double) rate * passed / SECOND);
            double rounding = (double) rate / SECOND + 1;
            assertTrue(taken <= most && taken >= most - 1 - steps * rounding,
                    "rate=" + rate + " taken=" + taken + " most=" + most);
        }
    }

    @Test
    void shouldGiveEachUnitToOneThreadAlone() throws Exception {
        RateLimit limit = new RateLimit(1_000_000, 1, start);
        AtomicLong taken = new AtomicLong();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                long own = 0;
                for (long got = limit.take(start, 3); got > 0; got = limit.take(start, 3)) {
                    long back = got == 3 ? 1 : 0;
                    limit.giveBack(back);
                    own += got - back;
                }
                taken.addAndGet(own);
            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(taken.get() <= 100_000 && taken.get() >= 100_000 - 4, "taken=" + taken);
    }

    @Test
    void shouldRefuseLimitsThatLetNothingThrough() {
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(0, 1, start));
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(1, 0, start));
    }
}
