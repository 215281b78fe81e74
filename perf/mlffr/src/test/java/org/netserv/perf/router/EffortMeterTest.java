package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.perf.Cpus;
import org.netserv.perf.Placement;
import org.netserv.perf.result.Effort;

class EffortMeterTest {

    @Test
    void shouldDivideExactTimeAsTheTicksDo() {
        assertEquals(0.25, EffortMeter.userShare(new TaskTimes(0, 0, 5, 15, 0), new TaskTimes(0, 0, 90, 10, 0)));
    }

    @Test
    void shouldTakeTheThreadsWholeLifeWhereNoTickFell() {
        assertEquals(0.9, EffortMeter.userShare(TaskTimes.NONE, new TaskTimes(0, 0, 90, 10, 0)));
        assertEquals(0, EffortMeter.userShare(TaskTimes.NONE, TaskTimes.NONE));
    }

    @Test
    void shouldLookAtTheRoutersCpusAlone() {
        assertEquals(Set.of(1), EffortMeter.routerCpus(Placement.oneCore(Cpus.parse("0-1"))));
        assertEquals(Set.of(0, 1), EffortMeter.routerCpus(Placement.twoCores(Cpus.parse("0-1"))));
        assertEquals(Set.of(2, 3), EffortMeter.routerCpus(Placement.twoCores(Cpus.parse("0-3"))));
    }

    @Test
    void shouldCallForeignWhatIsLeftOfTheCpusTime() {
        CpuClock start = clock(0, 0, 0);
        CpuClock end = clock(100_000_000, 40_000_000, 10_000_000);
        Effort effort = meter().between(snapshot(start, 0, 0, 0, 0), snapshot(end, 20, 2, 15, 8));
        assertEquals(0.022, effort.softirqSeconds(), 1e-9);
        assertEquals(0.015, effort.userSeconds() + effort.systemSeconds(), 1e-9);
        assertEquals(0.008, effort.otherSeconds(), 1e-9);
        assertEquals(0.010, effort.stealSeconds(), 1e-9);
        assertEquals(0.100 - 0.040 - 0.010 - 0.022 - 0.015 - 0.008, effort.foreignSeconds(), 1e-9);
    }

    @Test
    void shouldTakeSoftirqFromTheCpuWhereNoThreadDoesIt() {
        EffortMeter meter = new EffortMeter(Placement.oneCore(Cpus.parse("0-1")), List.of(), List.of(), null);
        CpuClock start = clock(0, 0, 0);
        CpuClock end = new CpuClock(100_000_000, Map.of(1, 0L), Map.of(), Map.of(1, 30_000_000L), Map.of(1, 12L));
        Effort effort = meter.between(snapshot(start, 0, 0, 0, 0), snapshot(end, 0, 0, 0, 0));
        assertEquals(0.030, effort.softirqSeconds(), 1e-9);
        assertEquals(12, effort.napiWakeups());
    }

    private static CpuClock clock(long now, long idle, long steal) {
        return new CpuClock(now, Map.of(1, idle), Map.of(1, steal), Map.of(), Map.of());
    }

    private static EffortMeter meter() {
        return new EffortMeter(Placement.oneCore(Cpus.parse("0-1")), List.of(7L), List.of(), null);
    }

    /** Milliseconds that threads ran. */
    private static EffortMeter.Snapshot snapshot(CpuClock clock, long napi, long softirq, long packets, long others) {
        return new EffortMeter.Snapshot(clock, ran(7, napi), ran(8, softirq), ran(9, packets), ran(10, others),
                Tasks.NONE, 0);
    }

    private static Tasks ran(long thread, long millis) {
        return new Tasks(Map.of(thread, TaskTimes.ran(millis * 1_000_000)));
    }
}
