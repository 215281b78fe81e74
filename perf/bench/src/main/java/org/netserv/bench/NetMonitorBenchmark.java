package org.netserv.bench;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.netserv.apps.netmonitor.NetMonitor;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
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
 * {@link NetMonitor} through a view, as a module lane calls it; reference: two additions in a {@code long[]} at an index
 * that is known beforehand.
 *
 * <p>The flow table is full. On {@code match} packets are of its flows, on {@code miss} of others, which find no room. Flows
 * come in random order, of which 65,536 packets go by before it repeats: each packet's source address is written into
 * its header just before, in the reference too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Batches.SIZE)
public class NetMonitorBenchmark {
    static final int SEQUENCE = 65_536;
    private static final ValueLayout.OfInt ADDRESS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int SOURCE_OFFSET = 12;
    private static final int KNOWN = 10 << 24;
    private static final int UNKNOWN = 11 << 24;
    private static final int LENGTH = 64;

    /** Number of flows in the table, and among the packets. */
    @Param({"16", "50000"})
    public int flows;

    /** Whether the table has the packets' flows. */
    @Param({"match", "miss"})
    public String traffic;

    /** What of a sandbox is in it. */
    @Param
    public ModuleCode code;

    BenchContext context;
    /** Packets and bytes by flow. */
    long[] counts;
    private PacketProcessor monitor;
    private PacketBatch batch;
    private PacketView view;
    private int[] sequence;
    private int turn;
    private int addresses;

    /** Fills the table. */
    @Setup
    public void prepare() {
        context = new BenchContext(Map.of("max_flows", Integer.toString(flows)));
        monitor = ModuleClasses.start(NetMonitor.class, code, context);
        Traffic packets = new Traffic(4);
        byte[] packet = packets.udp4(LENGTH);
        batch = new Batches(LENGTH, Traffic.many(Batches.SIZE, packet::clone)).parsed().next();
        view = new PacketView(NativeMemory.allocate(LENGTH), 0);
        counts = new long[2 * flows];
        addresses = KNOWN;
        for (int flow = 0; flow < flows; flow++) {
            count(flow % Batches.SIZE, flow);
        }
        addresses = switch (traffic) {
            case "match" -> KNOWN;
            case "miss" -> UNKNOWN;
            default -> throw new IllegalArgumentException("traffic=" + traffic);
        };
        sequence = new Random(5).ints(SEQUENCE, 0, flows).toArray();
    }

    /** The module. */
    @Benchmark
    public int process() {
        int from = next();
        int accepted = 0;
        for (int i = 0; i < Batches.SIZE; i++) {
            accepted += count(i, sequence[from + i]) == Verdict.ACCEPT ? 1 : 0;
        }
        return accepted;
    }

    /** Two additions. */
    @Benchmark
    public long[] reference() {
        int from = next();
        for (int i = 0; i < Batches.SIZE; i++) {
            int flow = sequence[from + i];
            address(i, flow);
            counts[2 * flow]++;
            counts[2 * flow + 1] += batch.length(i);
        }
        return counts;
    }

    private Verdict count(int i, int flow) {
        address(i, flow);
        view.bind(batch, i);
        Verdict verdict = monitor.process(view);
        view.release();
        return verdict;
    }

    private void address(int i, int flow) {
        batch.memory().set(ADDRESS, batch.offset(i) + SOURCE_OFFSET, addresses | flow);
    }

    private int next() {
        turn = (turn + Batches.SIZE) & (SEQUENCE - 1);
        return turn;
    }
}
