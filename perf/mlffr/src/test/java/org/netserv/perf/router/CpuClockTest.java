package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuClockTest {

    @Test
    void shouldReadIdlenessInNanoseconds() throws IOException {
        CpuClock clock = sample();
        assertEquals(13_548_883_068_128L, clock.nowNanos());
        assertEquals(Map.of(0, 5_417_902_678_073L + 6_643_259_967L, 1, 5_289_910_982_011L + 24_725_831_287L),
                clock.idleNanos());
    }

    @Test
    void shouldReadStealOfEachCpuAlone() throws IOException {
        CpuClock clock = sample();
        assertEquals(Map.of(0, 4_150_000_000L, 1, 4_190_000_000L), clock.stealNanos());
    }

    @Test
    void shouldCallBusyWhatIsNotIdle() {
        CpuClock before = new CpuClock(1000, Map.of(0, 500L, 1, 600L), Map.of(0, 0L), Map.of(), Map.of());
        CpuClock after = new CpuClock(1100, Map.of(0, 530L, 1, 700L), Map.of(0, 7L), Map.of(), Map.of());
        assertEquals(70, after.busyNanos(before, 0));
        assertEquals(0, after.busyNanos(before, 1));
        assertEquals(7, after.stealNanos(before, 0));
        assertEquals(0, after.stealNanos(before, 1));
    }

    @Test
    void shouldReadWhatSoftirqDidOnEachCpu() throws IOException {
        assertEquals(Map.of(0, 8_857_635L, 1, 3_852_940L), sample().receiveSoftirqs());
    }

    @Test
    void shouldKnowTheCpuOfAColumnWhereOthersAreOffline() {
        assertEquals(Map.of(0, 5L, 2, 7L),
                CpuClock.parse("", "", "      CPU0    CPU2\n  NET_RX:   5   7\n").receiveSoftirqs());
    }

    @Test
    void shouldPreferWhatTasksHaveUsedToWhenTheTickWasStopped() throws IOException {
        CpuClock before = sample().withUsage("1000 2000 \n");
        CpuClock after = new CpuClock(before.nowNanos() + 500, Map.of(), Map.of(), Map.of(), Map.of())
                .withUsage("1000 2300 \n");
        assertEquals(0, after.busyNanos(before, 0));
        assertEquals(300, after.busyNanos(before, 1));
        assertEquals(sample(), sample().withUsage(""));
    }

    private static CpuClock sample() throws IOException {
        return CpuClock.parse(Samples.read("timer_list"), Samples.read("stat"), Samples.read("softirqs"));
    }
}
