package org.netserv.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
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
 * {@link KeepAliveResponder} turning a request of 340 bytes into its answer, which is undone each time; reference: the four
 * copies of whole packets that are in it (aside, out, in, and back).
 *
 * <p>Lengths and checksums, which the node brings up to date afterwards, are not in it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Batches.SIZE)
public class KeepAliveAnswerBenchmark {
    /** What of a sandbox is in it. */
    @Param
    public ModuleCode code = ModuleCode.PLAIN;

    BenchContext context;
    Batches batches;
    private PacketProcessor responder;
    private PacketView view;
    private MemorySegment aside;
    private byte[] scratch;

    /** Makes the packets and starts the module. */
    @Setup
    public void prepare() {
        context = new BenchContext(Map.of());
        responder = ModuleClasses.start(KeepAliveResponder.class, code, context);
        batches = new Batches(1536, SipPackets.ofKind("keepAlive")).parsed();
        aside = NativeMemory.allocate(SipPackets.LENGTH);
        view = new PacketView(aside, 0);
        scratch = new byte[SipPackets.LENGTH];
    }

    /** The module. */
    @Benchmark
    public int process() {
        PacketBatch batch = batches.next();
        int replied = 0;
        for (int i = 0; i < batch.size(); i++) {
            replied += answer(batch, i) == Verdict.REPLY ? 1 : 0;
            view.restore();
        }
        return replied;
    }

    Verdict answer(PacketBatch batch, int i) {
        view.bind(batch, i);
        Verdict verdict = responder.process(view);
        view.release();
        return verdict;
    }

    /** Four copies. */
    @Benchmark
    public int reference() {
        PacketBatch batch = batches.next();
        for (int i = 0; i < batch.size(); i++) {
            int length = batch.length(i);
            long offset = batch.offset(i);
            MemorySegment.copy(batch.memory(), JAVA_BYTE, offset, scratch, 0, length);
            MemorySegment.copy(batch.memory(), offset, aside, 0, length);
            MemorySegment.copy(scratch, 0, batch.memory(), JAVA_BYTE, offset, length);
            MemorySegment.copy(aside, 0, batch.memory(), offset, length);
        }
        return batch.size();
    }

    /** Undoes the last answer. */
    void restore() {
        view.restore();
    }
}
