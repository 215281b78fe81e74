package org.netserv.dataplane.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;

class WatchdogTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final NodeCounters counters = NodeCounters.inMemory();
    private final Loop loop = new Loop();
    private final PlaneThread thread = new PlaneThread("packets", loop);
    private final Watchdog watchdog = new Watchdog(List.of(thread), new InNamespace("nfqueue", ""), counters);

    @Test
    void shouldSayWithinFourLooksThatAThreadIsStuckLetItsPacketsPassAndSayNoMoreWhenItGetsOn() {
        thread.start();
        for (int look = 0; look < 3; look++) {
            watchdog.look();
            assertEquals(List.of(), watchdog.troubles());
        }
        watchdog.look();
        assertEquals(List.of("thread packets does not get on: packets wait for it"), watchdog.troubles());
        watchdog.look();
        assertEquals(1, counter("stuck"), "it is stuck once");
        for (int look = 5; look < 10; look++) {
            watchdog.look();
            assertEquals(0, counter("passed"));
        }
        watchdog.look();
        watchdog.look();
        assertEquals(2 * Loop.WAITING, counter("passed"), "what waits passes with each look from the tenth on");
        assertEquals(1, counter("stuck"));
        loop.beat();
        watchdog.look();
        assertEquals(List.of(), watchdog.troubles());
        assertEquals(0, counter("restarted"));
        loop.end();
        assertTrue(thread.join(LONG));
    }

    @Test
    void shouldNotTakeAThreadForStuckThatNothingWaitsFor() {
        thread.start();
        loop.work = false;
        for (int look = 0; look < 20; look++) {
            watchdog.look();
            assertEquals(List.of(), watchdog.troubles());
        }
        loop.work = true;
        watchdog.look();
        watchdog.look();
        assertEquals(List.of(), watchdog.troubles());
        watchdog.look();
        assertEquals(1, watchdog.troubles().size());
        loop.work = false;
        watchdog.look();
        assertEquals(1, watchdog.troubles().size(), "what has passed it by does not make it well");
        loop.end();
        assertTrue(thread.join(LONG));
    }

    @Test
    void shouldNotTakeAThreadForStuckThatGetsOnNowAndThen() {
        thread.start();
        for (int look = 0; look < 20; look++) {
            if (look % 3 == 0) {
                loop.beat();
            }
            watchdog.look();
            assertEquals(List.of(), watchdog.troubles());
        }
        loop.end();
        assertTrue(thread.join(LONG));
    }

    @Test
    void shouldStartAThreadAgainEachTimeItDiesAndBeInTroubleUntilItGetsOn() throws Exception {
        thread.start();
        for (int death = 1; death <= 3; death++) {
            loop.begun.acquire();
            loop.die();
            assertTrue(thread.join(LONG));
            watchdog.look();
            assertEquals(List.of("thread packets has died"), watchdog.troubles());
            assertEquals(death, counter("restarted"));
        }
        loop.begun.acquire();
        loop.beat();
        watchdog.look();
        assertEquals(List.of(), watchdog.troubles());
        loop.end();
        assertTrue(thread.join(LONG));
    }

    private long counter(String name) {
        return counters.snapshot().getOrDefault("nfqueue.threads." + name, -1L);
    }

    /** Waits for what the test says. */
    private static final class Loop implements WatchedLoop {
        private static final int WAITING = 7;

        private final Semaphore begun = new Semaphore(0);
        private volatile CountDownLatch latch = new CountDownLatch(1);
        private volatile boolean dying;
        private volatile boolean work = true;
        private final AtomicLong beats = new AtomicLong();

        @Override
        public void run() {
            CountDownLatch now = latch;
            begun.release();
            try {
                now.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (dying) {
                dying = false;
                throw new AssertionError("as told");
            }
        }

        @Override
        public long beats() {
            return beats.get();
        }

        @Override
        public boolean hasWork() {
            return work;
        }

        @Override
        public int relieve() {
            return WAITING;
        }

        void beat() {
            beats.incrementAndGet();
        }

        void die() {
            dying = true;
            CountDownLatch now = latch;
            latch = new CountDownLatch(1);
            now.countDown();
        }

        void end() {
            latch.countDown();
        }
    }
}
