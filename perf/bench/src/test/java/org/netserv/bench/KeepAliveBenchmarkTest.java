package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.api.Verdict;
import org.netserv.node.packet.PacketBatch;

class KeepAliveBenchmarkTest {
    private static final Map<String, String> COUNTER = Map.of("keepAlive", "matched", "otherEvent", "passed", "other",
            "passed");

    private static KeepAliveBenchmark of(String traffic) {
        return of(traffic, ModuleCode.PLAIN);
    }

    private static KeepAliveBenchmark of(String traffic, ModuleCode code) {
        KeepAliveBenchmark benchmark = new KeepAliveBenchmark();
        benchmark.traffic = traffic;
        benchmark.code = code;
        benchmark.prepare();
        return benchmark;
    }

    private static byte[] bytes(PacketBatch batch, int i) {
        return batch.memory().asSlice(batch.offset(i), batch.length(i)).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void shouldMatchWhatTheParameterSaysAndPassItOn() {
        COUNTER.forEach((traffic, counter) -> {
            KeepAliveBenchmark benchmark = of(traffic);
            for (int b = 0; b < benchmark.batches.count(); b++) {
                assertEquals(Batches.SIZE, benchmark.process());
            }
            assertEquals(256, benchmark.context.counter(counter).value(), traffic);
            assertEquals(0, benchmark.context.counter("malformed").value(), traffic);
            assertEquals(0, benchmark.context.counter("answered").value(), traffic);
        });
    }

    @Test
    void shouldMatchTheSameWithTheGuardWovenIn() {
        KeepAliveBenchmark benchmark = of("keepAlive", ModuleCode.WOVEN);
        assertEquals(Batches.SIZE, benchmark.process());
        assertEquals(Batches.SIZE, benchmark.context.counter("matched").value());
    }

    @Test
    void shouldMatchTheSameInTheReference() {
        COUNTER.forEach((traffic, counter) -> assertEquals("matched".equals(counter) ? Batches.SIZE : 0,
                of(traffic).reference(), traffic));
    }

    @Test
    void shouldTakePacketsOf340BytesThatDiffer() {
        KeepAliveBenchmark benchmark = of("keepAlive");
        Set<String> packets = new HashSet<>();
        for (int b = 0; b < benchmark.batches.count(); b++) {
            PacketBatch batch = benchmark.batches.next();
            for (int i = 0; i < batch.size(); i++) {
                assertEquals(340, batch.length(i));
                packets.add(Arrays.toString(bytes(batch, i)));
            }
        }
        assertEquals(256, packets.size());
    }

    @Test
    void shouldAnswerEachRequestAndUndoIt() {
        KeepAliveAnswerBenchmark benchmark = new KeepAliveAnswerBenchmark();
        benchmark.prepare();
        PacketBatch batch = benchmark.batches.next();
        for (int i = 0; i < batch.size(); i++) {
            byte[] request = bytes(batch, i);
            assertEquals(Verdict.REPLY, benchmark.answer(batch, i));
            String answer = new String(bytes(batch, i), 28, 20, StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("SIP/2.0 200 OK"), answer);
            benchmark.restore();
            assertEquals(Arrays.toString(request), Arrays.toString(bytes(batch, i)));
        }
        assertEquals(Batches.SIZE, benchmark.process());
        assertEquals(2L * Batches.SIZE, benchmark.context.counter("answered").value());
    }

    @Test
    void shouldLeavePacketsAsTheyAreInTheReferenceOfTheAnswer() {
        KeepAliveAnswerBenchmark benchmark = new KeepAliveAnswerBenchmark();
        benchmark.prepare();
        for (int b = 0; b < benchmark.batches.count(); b++) {
            benchmark.reference();
        }
        assertEquals(Batches.SIZE, benchmark.process());
    }
}
