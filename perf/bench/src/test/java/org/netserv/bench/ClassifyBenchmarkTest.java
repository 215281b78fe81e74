package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.node.path.Classifier;
import org.netserv.node.path.PacketFilter;

class ClassifyBenchmarkTest {
    private static final int UDP = 17;

    private static ClassifyBenchmark of(int filters, String traffic) {
        ClassifyBenchmark benchmark = new ClassifyBenchmark();
        benchmark.filters = filters;
        benchmark.traffic = traffic;
        benchmark.prepare();
        return benchmark;
    }

    /** The module that a destination is for, found by looking at one filter after the other; none if there is none. */
    private static List<String> expected(ClassifyBenchmark benchmark, int flow) {
        FilterSet set = benchmark.set;
        int best = -1;
        for (int k = 0; k < set.filters().size(); k++) {
            PacketFilter filter = set.filters().get(k);
            if (filter.destination().contains(0, benchmark.destinations.low[flow]) && filter.protocol() == UDP
                    && filter.port() == benchmark.destinations.port[flow]
                    && (best < 0 || filter.destination().length() > set.filters().get(best).destination().length())) {
                best = k;
            }
        }
        return best < 0 ? List.of() : List.of(set.module(best));
    }

    @Test
    void shouldHoldAsManyFiltersAsTheParameterSays() {
        for (int filters : List.of(1, 100, 10_000)) {
            ClassifyBenchmark benchmark = of(filters, "hit");
            assertEquals(filters, Set.copyOf(benchmark.set.filters()).size());
            assertEquals(Math.min(filters, 100), benchmark.set.table().chains());
        }
    }

    @Test
    void shouldFindTheModuleWhoseFilterSelectsThePacket() {
        for (int filters : List.of(1, 100, 10_000)) {
            for (String traffic : List.of("hit", "missPort", "missAddress")) {
                ClassifyBenchmark benchmark = of(filters, traffic);
                for (int i = 0; i < ClassifyBenchmark.FLOWS; i += filters < 10_000 ? 1 : 16) {
                    List<String> found = Classifier.modules(benchmark.classified(i));
                    assertEquals(expected(benchmark, i), found, filters + " " + traffic);
                    assertEquals("hit".equals(traffic), !found.isEmpty(), traffic);
                }
            }
        }
    }

    @Test
    void shouldFindTheSameInTheReference() {
        for (String traffic : List.of("hit", "missPort", "missAddress")) {
            ClassifyBenchmark benchmark = of(100, traffic);
            for (int i = 0; i < ClassifyBenchmark.FLOWS; i++) {
                assertSame(benchmark.classified(i), benchmark.cached(i));
            }
        }
    }

    @Test
    void shouldUseEveryFilterThatThereAreFlowsFor() {
        ClassifyBenchmark benchmark = of(100, "hit");
        Set<List<String>> modules = new HashSet<>();
        Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < ClassifyBenchmark.FLOWS; i++) {
            modules.add(Classifier.modules(benchmark.classified(i)));
            addresses.add(benchmark.destinations.low[i]);
        }
        assertEquals(100, modules.size());
        assertTrue(addresses.size() > 1_000, "flows differ: " + addresses.size());
    }
}
