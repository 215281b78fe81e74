package org.netserv.node.path;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.guard.Warden;
import org.netserv.node.guard.Watch;
import org.netserv.node.jfr.BatchEvent;
import org.netserv.node.packet.FlowAsks;
import org.netserv.node.packet.IpProtocol;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;

/**
 * The packet path of one packet thread: parse, classify, run each chain's modules over their part of the batch.
 *
 * <p><b>Thread.</b> One packet thread; {@link #awaitQuiescence} any other.
 */
public final class PacketWorker {
    private static final VarHandle EPOCH;

    static {
        try {
            EPOCH = MethodHandles.lookup().findVarHandle(PacketWorker.class, "epoch", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int MAX_SPINS = 1_000;
    private static final long PARK_NANOS = 10_000;

    private final int id;
    private final PacketPath path;
    private final MemorySegment scratch;
    private final PathCounters counters;
    private final BatchEvent event = new BatchEvent();
    private final @Nullable Chain[] chainOf = new @Nullable Chain[PacketBatch.MAX_SIZE];
    private final @Nullable Chain[] met = new @Nullable Chain[PacketBatch.MAX_SIZE];
    private final FlowAsks asks = new FlowAsks();
    private final Sampling sampling = new Sampling();
    /** The plane's, if it takes flows; read once a batch. */
    private volatile @Nullable FlowQueue offered;
    private @Nullable FlowQueue flowQueue;
    private @Nullable Watch watch;
    private @Nullable WorkMeter meter;
    /** Looked at once a batch. Null but while an operator watches packets. */
    private volatile @Nullable TraceLane trace;
    /** Looked at once a batch. Null but on a node with signaling. */
    private volatile @Nullable SignalingTap tap;
    /** Odd while a batch is under way. */
    private volatile long epoch;

    PacketWorker(int id, PacketPath path, MemorySegment scratch, NodeCounters counters) {
        this.id = id;
        this.path = path;
        this.scratch = scratch;
        this.counters = new PathCounters(counters, id);
    }

    /** Decides every packet of a batch: afterwards its verdicts, lengths and bytes are final. */
    public void process(PacketBatch batch) {
        work(batch, null);
    }

    /**
     * Shows modules that want samples copies of packets which go on meanwhile.
     *
     * @param weights of how many packets each is one
     */
    public void sample(PacketBatch batch, int[] weights) {
        work(batch, weights);
    }

    private void work(PacketBatch batch, int @Nullable [] weights) {
        // A full fence between this and the load of the table: either awaitQuiescence sees the odd epoch, or we see
        // the new table.
        EPOCH.setVolatile(this, epoch + 1);
        boolean recorded = event.isEnabled();
        if (recorded) {
            event.begin();
        }
        // Behind the fence: whoever has ended a trace waits for a batch that still sees it.
        TraceLane tracing = weights == null ? trace : null;
        flowQueue = offered;
        asks.begin(flowQueue != null);
        int chains = 0;
        try {
            chains = classify(batch, path.table(), weights == null ? tap : null);
            if (tracing != null) {
                tracing.begin(batch, chainOf);
            }
            if (chains > 0) {
                run(chains, batch, weights, tracing);
            }
            if (tracing != null) {
                tracing.end(batch);
            }
        } finally {
            // A removed module's classes must not stay reachable from here until enough packets have come.
            Arrays.fill(chainOf, 0, batch.size(), null);
            Arrays.fill(met, 0, batch.size(), null);
            // Also after an error: a thread that waits for this batch would wait for ever.
            EPOCH.setRelease(this, epoch + 1);
        }
        if (recorded) {
            event.write(id, batch.size(), chains);
        }
    }

    /** Parses all packets and finds their chains; returns how many different ones they meet. */
    private int classify(PacketBatch batch, FilterTable table, @Nullable SignalingTap signaling) {
        int size = batch.size();
        int chains = 0;
        int malformed = 0;
        int fragments = 0;
        int unmatched = 0;
        for (int i = 0; i < size; i++) {
            Chain chain = null;
            int form = PacketParser.parse(batch, i);
            if (form == PacketParser.WHOLE && signaling != null && batch.destinationPort(i) == SignalingTap.PORT
                    && batch.protocol(i) == IpProtocol.UDP) {
                signaling.inspect(batch, i);
            } else if (form == PacketParser.WHOLE) {
                chain = table.classify(batch.version(i), batch.destinationHigh(i), batch.destinationLow(i),
                        batch.protocol(i), batch.destinationPort(i));
                unmatched += chain == null ? 1 : 0;
            } else if (form == PacketParser.FRAGMENT) {
                fragments++;
            } else {
                malformed++;
            }
            chainOf[i] = chain;
            if (chain != null && !seen(chain, chains)) {
                met[chains++] = chain;
            }
        }
        counters.batches.add(1);
        counters.received.add(size);
        counters.malformed.add(malformed);
        counters.fragments.add(fragments);
        counters.unmatched.add(unmatched);
        return chains;
    }

    private boolean seen(Chain chain, int chains) {
        for (int c = chains - 1; c >= 0; c--) {
            if (met[c] == chain) {
                return true;
            }
        }
        return false;
    }

    private void run(int chains, PacketBatch batch, int @Nullable [] weights, @Nullable TraceLane tracing) {
        Watch watching = watch;
        WorkMeter measuring = meter;
        // Planes start their threads, and may start another after a fault.
        if (watching == null || measuring == null || !watching.isOf(Thread.currentThread())) {
            watching = Warden.watch();
            watching.markPacketThread();
            watch = watching;
            measuring = WorkMeter.ofThisThread();
            meter = measuring;
        }
        long now = measuring.begin();
        for (int c = 0; c < chains; c++) {
            Chain chain = met[c];
            // Copies of packets that modules decide on are taken where the packets themselves come.
            if (chain != null && chain.samplers() > 0 && (weights == null || chain.size() == 0)) {
                asks.nowhere();
                for (int s = 0; s < chain.samplers(); s++) {
                    ModuleLane lane = chain.sampler(s).lane(id);
                    sampling.visit(lane, chain.every(s), chain, chainOf, batch, weights, watching, now);
                    measuring.lap();
                    lane.settle(now, measuring.nanos(), measuring.bytes());
                }
            }
            for (int m = 0; chain != null && weights == null && m < chain.size(); m++) {
                ModuleSlot module = chain.module(m);
                ModuleLane lane = module.lane(id);
                if (lane.isRated()) {
                    reserve(lane, chain, batch, now);
                }
                if (chain.samplers() == 0) {
                    asks.at(m, chain.size(), lane.hasRoomForFlows());
                }
                visit(lane, chain, batch, watching);
                measuring.lap();
                lane.settle(now, measuring.nanos(), measuring.bytes());
                if (tracing != null) {
                    tracing.visited(module, chain, batch, chainOf, measuring.nanos());
                    measuring.skip();
                }
            }
        }
    }

    private void visit(ModuleLane lane, Chain chain, PacketBatch batch, Watch watching) {
        int size = batch.size();
        watching.enter(lane.gate(), lane.patienceNanos());
        try {
            for (int i = 0; i < size; i++) {
                if (chainOf[i] == chain && batch.verdict(i) == Verdict.ACCEPT) {
                    lane.process(batch, i);
                }
            }
            lane.stopIf(watching.due());
        } finally {
            watching.leave();
        }
    }

    private void reserve(ModuleLane lane, Chain chain, PacketBatch batch, long now) {
        int packets = 0;
        long bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (chainOf[i] == chain && batch.verdict(i) == Verdict.ACCEPT) {
                packets++;
                bytes += batch.length(i);
            }
        }
        lane.reserve(now, packets, bytes);
    }

    /** From the next batch on packets are looked at for this trace, or for none. <b>Thread.</b> Any. */
    void trace(@Nullable TraceLane lane) {
        trace = lane;
    }

    /** From the next batch on signaling is looked at by this, or goes the way of all packets. <b>Thread.</b> Any. */
    void tap(@Nullable SignalingTap by) {
        tap = by;
    }

    /** How many batches have begun and how many have ended, added up: odd while one is under way. <b>Thread.</b> Any. */
    long epoch() {
        return epoch;
    }

    /** From the next batch on modules' flows are put there; nowhere, if that is null. <b>Thread.</b> Any. */
    public void offloadTo(@Nullable FlowQueue queue) {
        offered = queue;
    }

    /** Where this batch's flows are put; null if the plane takes none. */
    @Nullable
    FlowQueue flowQueue() {
        return flowQueue;
    }

    /** What modules ask for the flows of this batch. */
    FlowAsks asks() {
        return asks;
    }

    /** Its packet thread's number. */
    int id() {
        return id;
    }

    /** Room for one packet, for this thread's use between two calls of a module. */
    MemorySegment scratch() {
        return scratch;
    }

    /** Waits until no batch is under way that began before this call. */
    void awaitQuiescence() {
        long seen = epoch;
        for (int spins = 0; (seen & 1) != 0 && epoch == seen; spins++) {
            if (spins < MAX_SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PARK_NANOS); // the packet thread may be waiting for this very processor
            }
        }
    }
}
