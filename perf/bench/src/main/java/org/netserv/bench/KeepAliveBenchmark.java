package org.netserv.bench;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.netserv.api.Verdict;
import org.netserv.apps.keepalive.KeepAliveResponder;
import org.netserv.api.PacketProcessor;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketView;
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
 * {@link KeepAliveResponder} with {@code measure=true}, as in configuration 6, over packets of 340 bytes; reference: a
 * {@link ByteSearch} for the one line that makes a keep-alive.
 *
 * <p>256 packets that differ in addresses, ports, tags and ids. The module counts what it matches in the node's counters;
 * the reference returns it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Batches.SIZE)
public class KeepAliveBenchmark {
    private static final int UDP_PAYLOAD = 28;

    /** What the packets are: the one match, and two misses, early and late. */
    @Param({"keepAlive", "otherEvent", "other"})
    public String traffic;

    /** What of a sandbox is in it. */
    @Param
    public ModuleCode code;

    BenchContext context;
    Batches batches;
    private PacketProcessor responder;
    private PacketView view;

    /** Makes the packets and starts the module. */
    @Setup
    public void prepare() {
        context = new BenchContext(Map.of("measure", "true"));
        responder = ModuleClasses.start(KeepAliveResponder.class, code, context);
        batches = new Batches(384, SipPackets.ofKind(traffic)).parsed();
        view = new PacketView(NativeMemory.allocate(SipPackets.LENGTH), 0);
    }

    /** The module. */
    @Benchmark
    public int process() {
        PacketBatch batch = batches.next();
        int accepted = 0;
        for (int i = 0; i < batch.size(); i++) {
            view.bind(batch, i);
            accepted += responder.process(view) == Verdict.ACCEPT ? 1 : 0;
            view.release();
        }
        return accepted;
    }

    /** Byte search. */
    @Benchmark
    public int reference() {
        PacketBatch batch = batches.next();
        int matched = 0;
        for (int i = 0; i < batch.size(); i++) {
            matched += ByteSearch.isKeepAlive(batch.memory(), batch.offset(i) + UDP_PAYLOAD,
                    batch.length(i) - UDP_PAYLOAD) ? 1 : 0;
        }
        return matched;
    }
}
