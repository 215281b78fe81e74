package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.netserv.perf.result.Effort;

class DisturbanceTest {

    @Test
    void shouldLetATrialPassThatHadItsCpuToItself() {
        assertEquals("", Disturbance.of(Effort.NONE, 0.1, 1).remark());
        assertEquals("", Disturbance.of(effort(0, 0.0019, 0.0019, 0), 0.1, 1).remark());
    }

    @Test
    void shouldNotTakeWakeupsForSomethingElse() {
        assertEquals("", Disturbance.of(effort(0, 0, 0.011, 500), 0.1, 1).remark());
        assertEquals("something else ran on the router's CPUs for 13.0 ms of 100 ms",
                Disturbance.of(effort(0, 0, 0.013, 500), 0.1, 1).remark());
    }

    @Test
    void shouldSayWhatItWas() {
        assertEquals("the hypervisor took 10 ms of 2000 ms", Disturbance.of(effort(0.01, 0, 0, 0), 2, 2).remark());
        assertEquals("the router's threads waited for a CPU for 4.5 ms of 200 ms",
                Disturbance.of(effort(0, 0.0045, 0, 0), 0.2, 1).remark());
    }

    private static Effort effort(double steal, double wait, double foreign, long wakeups) {
        return new Effort(0, 0, 0, 0, wakeups, 0, 0, steal, wait, foreign);
    }
}
