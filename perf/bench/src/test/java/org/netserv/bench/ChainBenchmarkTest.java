package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.netserv.api.Verdict;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.path.ModuleSlot;

class ChainBenchmarkTest {
    private static ChainBenchmark of(int modules) throws Exception {
        ChainBenchmark benchmark = new ChainBenchmark();
        benchmark.modules = modules;
        benchmark.prepare();
        return benchmark;
    }

    @Test
    void shouldShowEveryPacketToAsManyModulesAsTheParameterSays() throws Exception {
        for (int modules = 0; modules <= 4; modules++) {
            ChainBenchmark benchmark = of(modules);
            for (int n = 0; n < 10; n++) {
                assertEquals(64, benchmark.worker().size());
            }
            assertEquals(modules, benchmark.path.modules().size());
            for (ModuleSlot slot : benchmark.path.modules()) {
                assertEquals(640, slot.counters().get("packets"));
                assertEquals(640, slot.counters().get("accepted"));
            }
        }
    }

    @Test
    void shouldDecideTheSameAsTheReference() throws Exception {
        for (int modules = 0; modules <= 4; modules++) {
            ChainBenchmark benchmark = of(modules);
            PacketBatch batch = benchmark.worker();
            for (int i = 0; i < batch.size(); i++) {
                assertEquals(Verdict.ACCEPT, batch.verdict(i));
                batch.verdict(i, Verdict.DROP);
            }
            assertEquals(64, benchmark.direct(batch));
            for (int i = 0; i < batch.size(); i++) {
                assertEquals(Verdict.ACCEPT, batch.verdict(i));
            }
        }
    }

    @Test
    void shouldHaveModulesOfDifferentClasses() {
        assertEquals(4, Arrays.stream(AcceptModules.all()).map(Object::getClass).distinct().count());
    }
}
