package org.netserv.bench;

import java.util.concurrent.TimeUnit;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@link PacketParser} over a batch; reference: {@link HeaderReader}, which reads the same fields and checks nothing.
 *
 * <p>In {@code mixed} traffic the order of headers is random over 2,048 packets. What is parsed is written to arrays that
 * outlive the call, so none of it can be left out; the sum of the forms is returned.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Batches.SIZE)
public class ParseBenchmark {
    /** Kind of packets. */
    @Param({"udp4", "tcp4", "udp6", "mixed"})
    public String traffic;

    Batches batches;
    HeaderReader reader;

    /** Makes the packets. */
    @Setup
    public void prepare() {
        batches = new Batches(128, new Traffic(1).ofKind(traffic));
        reader = new HeaderReader();
    }

    /** The node's parser. */
    @Benchmark
    public int parser() {
        return parse(batches.next());
    }

    /** Reading without checks. */
    @Benchmark
    public int reference() {
        PacketBatch batch = batches.next();
        read(batch);
        return batch.size();
    }

    static int parse(PacketBatch batch) {
        int forms = 0;
        for (int i = 0; i < batch.size(); i++) {
            forms += PacketParser.parse(batch, i);
        }
        return forms;
    }

    void read(PacketBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            reader.read(batch, i);
        }
    }
}
