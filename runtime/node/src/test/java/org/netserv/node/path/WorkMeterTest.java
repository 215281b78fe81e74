package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WorkMeterTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private long wall = Long.MAX_VALUE - MILLI;
    private long cpu = 5;
    private long readings;
    private final WorkMeter meter = new WorkMeter(() -> wall, () -> {
        readings++;
        return cpu;
    });

    private void pass(long wallNanos, long cpuNanos) {
        wall += wallNanos;
        cpu += cpuNanos;
    }

    private long lap(long wallNanos, long cpuNanos) {
        pass(wallNanos, cpuNanos);
        meter.lap();
        return meter.nanos();
    }

    @Test
    void shouldChargeShortLapsAsTheyLastWithoutAskingTheKernel() {
        meter.begin();
        assertEquals(100 * MICRO, lap(100 * MICRO, 50 * MICRO));
        assertEquals(200 * MICRO, lap(200 * MICRO, 200 * MICRO));
        assertEquals(0, lap(0, 0));
        assertEquals(1, readings);
    }

    @Test
    void shouldChargeCpuTimeWhenThreadMayHaveBeenPreempted() {
        meter.begin();
        assertEquals(300 * MICRO, lap(10 * MILLI, 300 * MICRO));
        assertEquals(20 * MILLI, lap(20 * MILLI, 20 * MILLI));
        assertEquals(3, readings);
    }

    @Test
    void shouldNotChargeWhatCameBefore() {
        pass(50 * MILLI, 50 * MILLI);
        meter.begin();
        assertEquals(MILLI, lap(5 * MILLI, MILLI));
        pass(50 * MILLI, 50 * MILLI);
        meter.begin();
        assertEquals(7, lap(7, 7));
    }

    /** Whatever happens: at least the CPU time, and at most a preemption too short to be seen, or a millisecond, too much. */
    @Test
    void shouldChargeNeverTooLittleAndHardlyTooMuch() {
        Random random = new Random(0x5eed_0007L);
        for (int n = 0; n < 20_000; n++) {
            long idle = random.nextLong(2 * MILLI);
            pass(idle, random.nextLong(idle + 1));
            meter.begin();
            for (int m = random.nextInt(5); m >= 0; m--) {
                long wallNanos = random.nextLong(random.nextBoolean() ? 250 * MICRO : 20 * MILLI);
                long used = random.nextLong(wallNanos + 1);
                long charged = lap(wallNanos, used);
                assertTrue(charged >= used && charged <= wallNanos && charged <= used + MILLI,
                        "n=" + n + " wall=" + wallNanos + " used=" + used + " charged=" + charged);
            }
        }
    }

    @Test
    void shouldMeasureThisThread() {
        WorkMeter own = WorkMeter.ofThisThread();
        long before = own.begin();
        byte[][] kept = new byte[10][];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = new byte[10_000];
        }
        own.lap();
        assertTrue(own.nanos() > 0 && own.nanos() <= System.nanoTime() - before);
        assertTrue(own.bytes() >= 100_000 && own.bytes() < 1_000_000, "bytes=" + own.bytes() + " of " + kept.length);
    }
}
