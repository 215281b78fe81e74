package org.netserv.bench;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netserv.node.path.Classifier;
import org.netserv.node.path.FilterTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * {@link FilterTable} of some number of filters; reference: one probe of a {@link FlowCache} that knows every flow.
 *
 * <p>8,192 flows in random order, so that with many filters neither branches nor table slots are foreseeable. Every chain
 * found goes to a {@link Blackhole}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Batches.SIZE)
public class ClassifyBenchmark {
    static final int FLOWS = 8192;
    private static final int IPV4 = 4;
    private static final int UDP = 17;

    /** Number of filters. */
    @Param({"1", "100", "10000"})
    public int filters;

    /** Whether a filter selects the packets; if none does, whether for their port or for their address. */
    @Param({"hit", "missPort", "missAddress"})
    public String traffic;

    FilterSet set;
    FilterSet.Destinations destinations;
    private FilterTable table;
    private FlowCache cache;
    private int turn;

    /** Makes the table and the flows. */
    @Setup
    public void prepare() {
        set = new FilterSet(filters);
        table = set.table();
        destinations = set.destinations(FLOWS, traffic);
        cache = new FlowCache(FLOWS);
        for (int i = 0; i < FLOWS; i++) {
            cache.put(destinations.low[i], UDP, destinations.port[i], classified(i));
        }
    }

    /** The node's table. */
    @Benchmark
    public void filterTable(Blackhole blackhole) {
        int from = next();
        for (int i = from; i < from + Batches.SIZE; i++) {
            blackhole.consume(classified(i));
        }
    }

    /** One probe. */
    @Benchmark
    public void reference(Blackhole blackhole) {
        int from = next();
        for (int i = from; i < from + Batches.SIZE; i++) {
            blackhole.consume(cached(i));
        }
    }

    @Nullable
    Object classified(int i) {
        return Classifier.classify(table, IPV4, 0, destinations.low[i], UDP, destinations.port[i]);
    }

    @Nullable
    Object cached(int i) {
        return cache.get(destinations.low[i], UDP, destinations.port[i]);
    }

    private int next() {
        turn = (turn + Batches.SIZE) & (FLOWS - 1);
        return turn;
    }
}
