package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;

class ParseBenchmarkTest {
    private static ParseBenchmark of(String traffic) {
        ParseBenchmark benchmark = new ParseBenchmark();
        benchmark.traffic = traffic;
        benchmark.prepare();
        return benchmark;
    }

    /** Which kinds of packets there are: version, protocol, and what precedes the transport header. */
    private static Map<String, Integer> kinds(ParseBenchmark benchmark) {
        Map<String, Integer> kinds = new HashMap<>();
        for (int b = 0; b < benchmark.batches.count(); b++) {
            PacketBatch batch = benchmark.batches.next();
            assertEquals(0, ParseBenchmark.parse(batch), "all packets are whole");
            for (int i = 0; i < batch.size(); i++) {
                int header = batch.version(i) == 4 ? (batch.memory().get(
                        ValueLayout.JAVA_BYTE, batch.offset(i)) & 0xf) * 4
                        : batch.memory().get(ValueLayout.JAVA_BYTE, batch.offset(i) + 6) & 0xff;
                kinds.merge(batch.version(i) + " " + batch.protocol(i) + " " + header, 1, Integer::sum);
            }
        }
        return kinds;
    }

    @Test
    void shouldHaveTheTrafficThatTheParameterSays() {
        assertEquals(Map.of("4 17 20", 2048), kinds(of("udp4")));
        assertEquals(Map.of("4 6 20", 2048), kinds(of("tcp4")));
        assertEquals(Map.of("6 17 17", 2048), kinds(of("udp6")));
        Map<String, Integer> mixed = kinds(of("mixed"));
        assertEquals(new TreeSet<>(List.of("4 17 20", "4 17 24", "4 6 20", "6 17 0", "6 17 17", "6 17 60")),
                new TreeSet<>(mixed.keySet()));
        assertTrue(mixed.values().stream().allMatch(count -> count > 200), mixed.toString());
    }

    @Test
    void shouldReadTheSameAsTheReference() {
        for (String traffic : List.of("udp4", "tcp4", "udp6", "mixed")) {
            ParseBenchmark benchmark = of(traffic);
            for (int b = 0; b < benchmark.batches.count(); b++) {
                PacketBatch batch = benchmark.batches.next();
                ParseBenchmark.parse(batch);
                benchmark.read(batch);
                for (int i = 0; i < batch.size(); i++) {
                    assertEquals(PacketParser.WHOLE, batch.form(i));
                    long[] parsed = {batch.sourceHigh(i), batch.sourceLow(i), batch.destinationHigh(i),
                        batch.destinationLow(i), batch.protocol(i), batch.destinationPort(i)};
                    HeaderReader reader = benchmark.reader;
                    long[] read = {reader.sourceHigh[i], reader.sourceLow[i], reader.destinationHigh[i],
                        reader.destinationLow[i], reader.protocol[i], reader.destinationPort[i]};
                    assertEquals(Arrays.toString(parsed), Arrays.toString(read), traffic);
                }
            }
        }
    }

    @Test
    void shouldGoThroughAllBatchesAndBeginAnew() {
        ParseBenchmark benchmark = of("udp4");
        TreeSet<Long> offsets = new TreeSet<>();
        for (int b = 0; b < 3 * benchmark.batches.count(); b++) {
            offsets.add(benchmark.batches.next().offset(0));
        }
        assertEquals(benchmark.batches.count(), offsets.size());
        assertEquals(2048 / 64, benchmark.batches.count());
    }
}
