package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Duration LIMIT = Duration.ofMillis(80);
    private static final int PATIENCE_SECONDS = 10;

    private final Semaphore late = new Semaphore(0);

    @Test
    void shouldRunOnceWhatIsLateAlsoWhenNothingWasPendingBefore() throws Exception {
        try (Deadlines deadlines = new Deadlines(LIMIT, "deadlines")) {
            for (int i = 0; i < 3; i++) {
                Thread.sleep(LIMIT.multipliedBy(2)); // it sleeps by now
                long begun = System.nanoTime();
                deadlines.begin(late::release);
                deadlines.begin(late::release);
                assertTrue(late.tryAcquire(2, PATIENCE_SECONDS, TimeUnit.SECONDS));
                assertTrue(System.nanoTime() - begun >= LIMIT.toNanos(), "not before its time");
            }
            Thread.sleep(LIMIT.multipliedBy(2));
            assertEquals(0, late.availablePermits());
        }
    }

    @Test
    void shouldNotRunWhatHasEndedInTime() throws Exception {
        try (Deadlines deadlines = new Deadlines(LIMIT, "deadlines")) {
            for (int i = 0; i < 1000; i++) {
                deadlines.begin(() -> late.release(1000)).ends();
            }
            deadlines.begin(late::release);
            assertTrue(late.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(0, late.availablePermits());
        }
    }
}
