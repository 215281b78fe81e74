package org.netserv.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.node.packet.PacketView;
import org.netserv.node.path.FilterTable;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.path.PacketPath;
import org.netserv.node.path.PacketWorker;
import org.netserv.node.plane.PlaneException;
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
 * {@link PacketWorker}'s whole step over a batch: parse, classify, run a chain of modules, count. Reference: the same
 * parser, then the same modules called directly, each by its class, on one view.
 *
 * <p>The modules read a field of the packet and accept. With none, packets pass unmatched. Verdicts are left in the batch,
 * which outlives the call; the reference returns how many packets were accepted.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Batches.SIZE)
public class ChainBenchmark {
    private static final Prefix DESTINATIONS = Prefix.parse("10.0.0.0/8");
    private static final int UDP = 17;

    /** Number of modules in the chain. */
    @Param({"0", "1", "2", "3", "4"})
    public int modules;

    Batches batches;
    PacketPath path;
    private PacketWorker worker;
    private PacketView view;
    private AcceptModules.ByTtl first;
    private AcceptModules.ByLength second;
    private AcceptModules.ByProtocol third;
    private AcceptModules.ByPort fourth;

    /** Makes the packets and installs the modules. */
    @Setup
    public void prepare() throws PlaneException {
        batches = new Batches(64, new Traffic(3).ofKind("udp4"));
        path = new PacketPath(1, List.of(new FilterTable.PrefixOwner(DESTINATIONS, "u")), NodeCounters.inMemory());
        List<ModuleSlot> slots = new ArrayList<>();
        PacketProcessor[] processors = AcceptModules.all();
        for (int m = 0; m < modules; m++) {
            slots.add(path.newSlot(new ModuleSlot.Settings("m" + m, "u", List.of(DESTINATIONS),
                    List.of(new PacketFilter(DESTINATIONS, UDP, PacketFilter.ANY)), m, true), processors[m]));
        }
        path.replace(List.of(), slots, filters -> {});
        worker = path.worker(0);
        view = new PacketView(NativeMemory.allocate(PacketPath.MAX_PACKET_LENGTH + 1), 0);
        first = new AcceptModules.ByTtl();
        second = new AcceptModules.ByLength();
        third = new AcceptModules.ByProtocol();
        fourth = new AcceptModules.ByPort();
    }

    /** The node's packet path. */
    @Benchmark
    public PacketBatch worker() {
        PacketBatch batch = batches.next();
        worker.process(batch);
        return batch;
    }

    /** Direct calls. */
    @Benchmark
    public int reference() {
        return direct(batches.next());
    }

    int direct(PacketBatch batch) {
        int accepted = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (PacketParser.parse(batch, i) != PacketParser.WHOLE) {
                continue;
            }
            view.bind(batch, i);
            Verdict verdict = modules > 0 ? first.process(view) : Verdict.ACCEPT;
            if (modules > 1 && verdict == Verdict.ACCEPT) {
                verdict = second.process(view);
            }
            if (modules > 2 && verdict == Verdict.ACCEPT) {
                verdict = third.process(view);
            }
            if (modules > 3 && verdict == Verdict.ACCEPT) {
                verdict = fourth.process(view);
            }
            view.release();
            batch.verdict(i, verdict);
            accepted += verdict == Verdict.ACCEPT ? 1 : 0;
        }
        return accepted;
    }
}
