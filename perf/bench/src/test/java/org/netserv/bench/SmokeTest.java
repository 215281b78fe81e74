package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.RunnerException;

/** Each benchmark runs. */
class SmokeTest {
    private static final Set<String> TYPES = Set.of("parse", "classify", "chain", "netMonitor", "keepAlive",
            "keepAliveAnswer", "verdict", "checksum", "verify");

    @BeforeAll
    static void allowOthersToMeasure() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    @Test
    void shouldRunEachBenchmarkAtEachParameterOnce(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("results.json");
        Console console = Console.run("--smoke", "--json", json.toString());
        assertEquals(0, console.exitCode(), console.err());
        List<String> expected = new ArrayList<>();
        Set<String> types = new TreeSet<>();
        for (Comparison comparison : new Catalogue().select(List.of())) {
            types.add(Comparison.shortName(comparison.type()));
            assertEquals(Comparison.REFERENCE, comparison.methods().getLast());
            for (String method : comparison.methods()) {
                expected.add(comparison.type() + "." + method + " " + new TreeMap<>(comparison.parameters()));
            }
        }
        assertEquals(new TreeSet<>(TYPES), types);
        List<String> found = new ArrayList<>();
        int shares = 0;
        for (Object result : JSON.std.listFrom(Files.readString(json))) {
            Map<?, ?> fields = (Map<?, ?>) result;
            Map<?, ?> parameters = fields.get("params") instanceof Map<?, ?> given ? given : Map.of();
            found.add(fields.get("benchmark") + " " + new TreeMap<>(parameters));
            assertTrue(score(fields.get("primaryMetric")) > 0, found.getLast());
            Map<?, ?> others = (Map<?, ?>) Objects.requireNonNull(fields.get("secondaryMetrics"));
            double share = score(others.get("cpu.share"));
            // Unknown if the worker of the benchmark before, in this same JVM, has ended only during this one.
            shares += share > 0 && share <= 1 ? 1 : 0;
            assertTrue(score(others.get("gc.alloc.rate.norm")) >= 0, found.getLast());
        }
        assertEquals(expected, found);
        assertTrue(shares > found.size() / 2, "results with a share of the processor: " + shares);
    }

    private static double score(@Nullable Object metric) {
        return metric instanceof Map<?, ?> fields && fields.get("score") instanceof Number score
                ? score.doubleValue()
                : Double.NaN;
    }

    @Test
    void shouldFailIfABenchmarkThrows() {
        Comparison comparison = new Comparison("org.netserv.bench.ParseBenchmark", Map.of("traffic", "nonsense"),
                List.of("parser"));
        assertThrows(RunnerException.class, () -> new Campaign(Effort.SMOKE).run(comparison));
    }

    @Test
    void shouldMeasureAReferenceWithWhatItIsAReferenceFor() {
        Console console = Console.run("--smoke", "checksum.valid");
        assertEquals(0, console.exitCode(), console.err());
        assertTrue(console.out().contains("checksum bytes=1500"), console.out());
        assertTrue(console.out().contains("  valid ") && console.out().contains("  reference "), console.out());
        assertTrue(!console.out().contains("crc32c") && !console.out().contains("parse"), console.out());
    }
}
