package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetMonitorBenchmarkTest {
    private static final int BATCHES = NetMonitorBenchmark.SEQUENCE / Batches.SIZE;

    private static NetMonitorBenchmark of(int flows, String traffic) {
        return of(flows, traffic, ModuleCode.PLAIN);
    }

    private static NetMonitorBenchmark of(int flows, String traffic, ModuleCode code) {
        NetMonitorBenchmark benchmark = new NetMonitorBenchmark();
        benchmark.flows = flows;
        benchmark.traffic = traffic;
        benchmark.code = code;
        benchmark.prepare();
        return benchmark;
    }

    @Test
    void shouldCountEveryPacketOfAKnownFlow() {
        for (int flows : List.of(16, 50_000)) {
            NetMonitorBenchmark benchmark = of(flows, "match");
            for (int n = 0; n < BATCHES; n++) {
                assertEquals(Batches.SIZE, benchmark.process());
            }
            benchmark.context.tick();
            assertEquals(flows, benchmark.context.counter("flows").value());
            assertEquals(flows + NetMonitorBenchmark.SEQUENCE, benchmark.context.counter("packets").value());
            assertEquals(0, benchmark.context.counter("table_full").value());
        }
    }

    @Test
    void shouldCountTheSameWithTheGuardWovenIn() {
        NetMonitorBenchmark benchmark = of(16, "match", ModuleCode.WOVEN);
        assertEquals(Batches.SIZE, benchmark.process());
        benchmark.context.tick();
        assertEquals(16 + Batches.SIZE, benchmark.context.counter("packets").value());
    }

    @Test
    void shouldFindNoRoomForAnUnknownFlow() {
        for (int flows : List.of(16, 50_000)) {
            NetMonitorBenchmark benchmark = of(flows, "miss");
            for (int n = 0; n < 10; n++) {
                assertEquals(Batches.SIZE, benchmark.process());
            }
            benchmark.context.tick();
            assertEquals(flows, benchmark.context.counter("flows").value());
            assertEquals(10 * Batches.SIZE, benchmark.context.counter("table_full").value());
        }
    }

    @Test
    void shouldCountAsManyPacketsInTheReference() {
        for (int flows : List.of(16, 50_000)) {
            NetMonitorBenchmark benchmark = of(flows, "match");
            for (int n = 0; n < BATCHES; n++) {
                benchmark.reference();
            }
            long packets = 0;
            int seen = 0;
            for (int flow = 0; flow < flows; flow++) {
                packets += benchmark.counts[2 * flow];
                seen += benchmark.counts[2 * flow] > 0 ? 1 : 0;
            }
            assertEquals(NetMonitorBenchmark.SEQUENCE, packets);
            assertEquals(64L * NetMonitorBenchmark.SEQUENCE, Arrays.stream(benchmark.counts).sum() - packets);
            assertTrue(seen > flows / 2, "flows among the packets: " + seen);
        }
    }
}
