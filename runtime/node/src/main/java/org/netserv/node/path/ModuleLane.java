package org.netserv.node.path;

import org.jspecify.annotations.Nullable;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.guard.Gate;
import org.netserv.node.guard.Overstay;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.ChangedPacket;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.FlowAsks;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.node.packet.PacketView;

/**
 * One module on one packet thread: lends it packets and makes sure that what comes back may go on.
 *
 * <p>Changed packets are read anew, their source address is checked (a module may put in one of its publisher's, no
 * other), and their checksums are brought up to date. A fault leaves the packet as it was before the module saw it. Packets
 * that its publisher's quota does not cover are not given to it; as after a fault, its fail policy decides.
 *
 * <p><b>Thread.</b> The packet thread.
 */
final class ModuleLane {
    private static final long WHOLE_SAMPLE = 1L << 32;

    private final PacketProcessor processor;
    private final Gate gate;
    private final Prefix[] authorised;
    private final boolean failOpen;
    private final PacketView view;
    private final PacketWorker worker;
    private final FlowAsks asks;
    private final ModuleFlows flows;
    private final ModuleCounters counters;
    private final LaneBudget budget;
    private final Patience patience;
    /** Written by the packet thread where it grows, and set to 0 by whoever takes it: one batch may be lost to that. */
    private volatile long longestNanos;
    /** Parts of a sample that packets have brought, of 2^32. */
    private long samplePart;
    /** Set once, after the module did not return in time, or was detached: it is not called again. */
    private volatile boolean stopped;
    private volatile @Nullable Throwable lastFault;

    /** @param worker of the packet thread */
    ModuleLane(PacketProcessor processor, ModuleSlot.Settings settings, PacketWorker worker, ModuleFlows flows,
            ModuleCounters counters, Patience patience) {
        this.processor = processor;
        this.gate = Gate.of(processor.getClass());
        this.authorised = settings.authorised().toArray(Prefix[]::new);
        this.failOpen = settings.failOpen();
        this.worker = worker;
        this.asks = worker.asks();
        this.flows = flows;
        this.view = new PacketView(worker.scratch(), worker.id(), asks);
        this.counters = counters;
        this.budget = new LaneBudget(settings.quota(), patience.excess());
        this.patience = patience;
    }

    /** Whether its packets of a batch are to be added up for {@link #reserve}. */
    boolean isRated() {
        return budget.isRated() && !stopped;
    }

    /** Before a batch: so many packets and bytes may come. */
    void reserve(long nowNanos, int packets, long bytes) {
        budget.reserve(nowNanos, packets, bytes);
    }

    /**
     * Whether the module is to be shown a copy of this packet.
     *
     * @param weight of how many packets it is one
     * @param every of how many packets it is shown one
     */
    boolean isDue(int weight, int every) {
        // Rounded up: the last of so many has it whole.
        samplePart += weight >= every ? WHOLE_SAMPLE : (weight * WHOLE_SAMPLE + every - 1) / every;
        if (samplePart < WHOLE_SAMPLE) {
            return false;
        }
        samplePart -= WHOLE_SAMPLE;
        return true;
    }

    /** Runs the module on packet {@code i} and sets the packet's verdict. */
    void process(PacketBatch batch, int i) {
        counters.add(ModuleCounters.PACKETS, 1);
        counters.add(ModuleCounters.BYTES, batch.length(i));
        if (stopped) {
            counters.add(ModuleCounters.FAULTS, 1);
            decide(batch, i, onFault());
            return;
        }
        int over = budget.spend(batch.length(i));
        if (over != LaneBudget.WITHIN) {
            counters.add(over, 1);
            decide(batch, i, onFault());
            return;
        }
        Verdict verdict = null;
        view.bind(batch, i);
        try {
            verdict = processor.process(view);
        } catch (Throwable fault) { // whatever publishers' code throws, the node goes on
            lastFault = fault;
            if (fault instanceof Overstay) {
                overstayed();
            }
        }
        view.release();
        if (verdict == null) {
            asks.forget();
            verdict = fault();
        } else {
            // Before anything is read anew: a flow is what its packets are when they come.
            offload(batch, i);
            if (verdict == Verdict.REPLY || (verdict == Verdict.ACCEPT && view.changed())) {
                verdict = settle(batch, i, verdict);
            }
        }
        decide(batch, i, verdict);
    }

    /** What the module has asked for the packet's flow. */
    private void offload(PacketBatch batch, int i) {
        int wanted = asks.settle(i);
        FlowQueue queue = worker.flowQueue();
        if (wanted == FlowAsks.NOTHING || queue == null) {
            return;
        }
        if (!flows.allowance().take()) {
            counters.add(ModuleCounters.OFFLOAD_OVER, 1);
        } else if (!queue.offer(flows, batch, i, wanted == FlowAsks.DROP, asks)) {
            flows.allowance().giveBack(1);
            counters.add(ModuleCounters.OFFLOAD_FULL, 1);
        }
    }

    /** Whether its publisher may have more flows in the kernel. */
    boolean hasRoomForFlows() {
        return flows.allowance().hasRoom();
    }

    private void overstayed() {
        stopped = true;
        counters.add(ModuleCounters.OVERSTAYS, 1);
    }

    /**
     * At the end of its visit: whoever was to be stopped is, even if the module, or the node on its behalf, has caught what
     * was to end it.
     */
    void stopIf(@Nullable Overstay due) {
        if (due != null && !stopped) {
            lastFault = due;
            overstayed();
        }
    }

    /** After a batch that began then: what the module has used. */
    void settle(long nowNanos, long cpuNanos, long allocatedBytes) {
        budget.settle(nowNanos, cpuNanos, allocatedBytes);
        if (cpuNanos > longestNanos) {
            longestNanos = cpuNanos;
        }
        counters.add(ModuleCounters.CPU_NANOS, cpuNanos);
        counters.add(ModuleCounters.OFFLOAD_OVER, asks.takeRefused());
        counters.add(ModuleCounters.ALLOCATED_BYTES, allocatedBytes);
        counters.publish();
    }

    private void decide(PacketBatch batch, int i, Verdict verdict) {
        counters.add(ModuleCounters.of(verdict), 1);
        batch.verdict(i, verdict);
    }

    /** Makes a packet that is to leave whole, or decides that it must not. */
    private Verdict settle(PacketBatch batch, int i, Verdict wanted) {
        long sourceHigh = batch.sourceHigh(i);
        long sourceLow = batch.sourceLow(i);
        if (view.changed()) {
            if (!ChangedPacket.reparse(batch, i)) {
                counters.add(ModuleCounters.MANGLED, 1);
                Verdict verdict = fault();
                // The packet is restored; what the batch knows of its headers is not yet.
                PacketParser.parse(batch, i);
                return verdict;
            }
            counters.add(ModuleCounters.MODIFIED, 1);
        }
        boolean ownSource = batch.sourceHigh(i) == sourceHigh && batch.sourceLow(i) == sourceLow;
        if ((wanted == Verdict.REPLY || !ownSource) && !authorised(batch.sourceHigh(i), batch.sourceLow(i))) {
            counters.add(ModuleCounters.SPOOFED, 1);
            return Verdict.DROP;
        }
        if (view.changed()) {
            Checksums.update(batch, i);
        }
        return wanted;
    }

    private Verdict fault() {
        counters.add(ModuleCounters.FAULTS, 1);
        view.restore();
        return onFault();
    }

    private Verdict onFault() {
        return failOpen ? Verdict.ACCEPT : Verdict.DROP;
    }

    private boolean authorised(long high, long low) {
        for (Prefix prefix : authorised) {
            if (prefix.contains(high, low)) {
                return true;
            }
        }
        return false;
    }

    /** That its code passes. */
    Gate gate() {
        return gate;
    }

    /** CPU time that the module may take for the batch that begins. */
    long patienceNanos() {
        return patience.nextNanos();
    }

    /** CPU time of the batch that has taken most since this was asked last. <b>Thread.</b> Any, one at a time. */
    long takeLongestNanos() {
        long longest = longestNanos;
        longestNanos = 0;
        return longest;
    }

    /** From the next packet on the module is not called any more. <b>Thread.</b> Any. */
    void detach() {
        stopped = true;
    }

    ModuleCounters counters() {
        return counters;
    }

    @Nullable
    Throwable lastFault() {
        return lastFault;
    }
}
