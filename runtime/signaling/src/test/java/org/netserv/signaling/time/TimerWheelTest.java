package org.netserv.signaling.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final int TICK = 10;

    private final TimerWheel wheel = new TimerWheel(TICK, 16, 1_000);
    private final List<Integer> fired = new ArrayList<>();

    @Test
    void shouldFireOnceAndNotEarly() {
        wheel.reserve(2);
        wheel.start(0, 1_055);
        wheel.advance(1_055, fired::add);
        assertEquals(List.of(), fired);
        wheel.advance(1_060, fired::add);
        wheel.advance(5_000, fired::add);
        assertEquals(List.of(0), fired);
        assertEquals(0, wheel.running());
    }

    @Test
    void shouldForgetTheFormerEndOfATimerThatIsStartedAgain() {
        wheel.reserve(1);
        wheel.start(0, 1_050);
        wheel.start(0, 1_500);
        wheel.advance(1_400, fired::add);
        assertEquals(List.of(), fired);
        assertTrue(wheel.isRunning(0));
        wheel.stop(0);
        wheel.advance(9_000, fired::add);
        assertEquals(List.of(), fired);
    }

    @Test
    void shouldLetTimersThatEndTogetherStopOneAnother() {
        wheel.reserve(3);
        for (int timer = 0; timer < 3; timer++) {
            wheel.start(timer, 1_050);
        }
        wheel.advance(1_050, timer -> {
            fired.add(timer);
            for (int other = 0; other < 3; other++) {
                wheel.stop(other);
            }
        });
        assertEquals(1, fired.size());
        assertEquals(0, wheel.running());
    }

    @Test
    void shouldLetATimerStartItselfAnew() {
        wheel.reserve(1);
        wheel.start(0, 1_010);
        for (int now = 1_000; now <= 1_100; now += 5) {
            int at = now;
            wheel.advance(now, timer -> {
                fired.add(at);
                wheel.start(timer, at + 30);
            });
        }
        assertEquals(List.of(1_010, 1_040, 1_070, 1_100), fired);
    }

    @Test
    void shouldDoAsAMapOfEndsDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int timers = 200;
        wheel.reserve(timers);
        Map<Integer, Long> ends = new HashMap<>();
        long now = 1_000;
        for (int round = 0; round < 20_000; round++) {
            int timer = random.nextInt(timers);
            if (random.nextInt(3) == 0) {
                wheel.stop(timer);
                ends.remove(timer);
            } else {
                long end = now + random.nextInt(random.nextBoolean() ? 100 : 2_000);
                wheel.start(timer, end);
                ends.put(timer, end);
            }
            if (random.nextInt(10) == 0) {
                now += random.nextInt(random.nextInt(20) == 0 ? 5_000 : 50);
                long at = now;
                wheel.advance(now, expired -> {
                    Long end = ends.remove(expired);
                    assertTrue(end != null && end <= at, "seed=" + seed);
                });
                long slack = now - 2L * TICK;
                assertFalse(ends.values().stream().anyMatch(end -> end < slack), "seed=" + seed);
            }
            assertEquals(ends.size(), wheel.running(), "seed=" + seed);
        }
    }

    @Test
    void shouldAllowARateAndABurst() {
        TokenBucket bucket = new TokenBucket(100, 5, 0);
        int allowed = 0;
        for (int now = 0; now <= 1_000; now++) {
            for (int n = 0; n < 3; n++) {
                allowed += bucket.take(now) ? 1 : 0;
            }
        }
        assertEquals(105, allowed, 1);
        for (int n = 0; n < 5; n++) {
            assertTrue(bucket.take(1_000_000));
        }
        assertFalse(bucket.take(1_000_000));
    }
}
