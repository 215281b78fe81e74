package org.netserv.bench;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.netserv.api.Verdict;
import org.netserv.dataplane.nfqueue.VerdictMessages;
import org.netserv.ffi.Linux;
import org.netserv.ffi.NativeSocket;
import org.netserv.node.packet.PacketBatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * {@link VerdictMessages}, the plane's verdict writer up to the system call; reference: a look at each packet's verdict,
 * and a copy of the finished headers and buffer entries. A changed packet's own bytes are gathered by the kernel, so
 * neither touches them.
 *
 * <p>Which packets of a batch have which verdict is random over 2,048 packets. The messages go into native memory; the
 * number of buffers is returned.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Batches.SIZE)
public class VerdictBenchmark {
    static final int QUEUE = 5;
    static final int FIRST_ID = 1000;
    private static final int ENTRY_BYTES = 16;

    /** What becomes of the packets: {@code mixed} is 70 % accepted, 15 % changed, 15 % dropped, in random order. */
    @Param({"accept", "mixed", "changed"})
    public String verdicts;

    Batches batches;
    ExpectedVerdicts[] expected;
    private NativeSocket socket;
    private VerdictMessages writer;
    private MemorySegment target;
    private int turn;

    /** Makes the packets and decides on them. */
    @Setup
    public void prepare() {
        // For the writer to hold; nothing is ever sent on it.
        socket = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0);
        writer = new VerdictMessages(NativeMemory.ARENA, socket, QUEUE);
        target = NativeMemory.allocate(Batches.SIZE * 128L);
        batches = new Batches(64, new Traffic(7).ofKind("udp4")).parsed();
        Random random = new Random(8);
        expected = new ExpectedVerdicts[batches.count()];
        turn = expected.length - 1;
        for (int b = 0; b < expected.length; b++) {
            PacketBatch batch = batches.next();
            for (int i = 0; i < batch.size(); i++) {
                decide(batch, i, random.nextInt(100));
            }
            expected[b] = new ExpectedVerdicts(batch, QUEUE, FIRST_ID);
        }
    }

    private void decide(PacketBatch batch, int i, int percent) {
        switch (verdicts) {
            case "accept" -> {
            }
            case "changed" -> batch.modified(i, true);
            case "mixed" -> {
                batch.modified(i, percent >= 70 && percent < 85);
                batch.verdict(i, percent < 85 ? Verdict.ACCEPT : Verdict.DROP);
            }
            default -> throw new IllegalArgumentException("verdicts=" + verdicts);
        }
    }

    /** Closes the socket. */
    @TearDown
    public void close() {
        socket.close();
    }

    /** The plane's writer. */
    @Benchmark
    public int writer() {
        return writer.write(batches.next(), FIRST_ID);
    }

    /** Looking and copying. */
    @Benchmark
    public int reference() {
        PacketBatch batch = batches.next();
        int changed = 0;
        for (int i = 0; i < batch.size(); i++) {
            changed += batch.verdict(i) == Verdict.ACCEPT && !batch.modified(i) ? 0 : 1;
        }
        turn = (turn + 1) & (expected.length - 1);
        ExpectedVerdicts messages = expected[turn];
        MemorySegment headers = messages.headers();
        MemorySegment.copy(headers, 0, target, 0, headers.byteSize());
        // In place of the buffer entries, whose bytes are as good as any; there are never more of them than of headers.
        MemorySegment.copy(headers, 0, target, headers.byteSize(), (long) ENTRY_BYTES * messages.buffers());
        return changed;
    }
}
