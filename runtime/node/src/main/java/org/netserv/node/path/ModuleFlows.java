package org.netserv.node.path;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/**
 * One module's flows that the kernel decides: what a plane may hand to it, what it did with them, and their end.
 *
 * <p>Each end of all of them begins another generation. What is still on its way from a packet thread is of the one before,
 * and is not handed over any more.
 *
 * <pre>
 *   end:    (A) next generation, read holders, tell each
 *   plane:  become a holder, (B) compare generation, hand over
 * </pre>
 *
 * <p>Both steps on either side are volatile: either (B) sees the next generation, or (A)'s side sees the holder, which ends
 * what it has handed over.
 *
 * <p><b>Thread.</b> As the methods say.
 */
public final class ModuleFlows implements AutoCloseable {
    private static final String[] NAMES = {"offloaded", "offload_full", "kernel_accepted", "kernel_accepted_bytes",
        "kernel_dropped", "kernel_dropped_bytes"};
    private static final int OFFLOADED = 0;
    private static final int FULL = 1;
    private static final int KERNEL = 2;

    private final FlowAllowance allowance;
    private final Tally[] tallies;
    private final List<Holder> holders = new CopyOnWriteArrayList<>();
    private volatile int generation;

    /** @param prefix of its counters' names */
    ModuleFlows(FlowAllowance allowance, NodeCounters counters, String prefix) {
        this.allowance = allowance;
        tallies = counters.allocate(prefix, NAMES);
    }

    /** A plane that has handed flows to the kernel. */
    public interface Holder {

        /** These flows of a module have ended: from now on its packets are the module's again. <b>Thread.</b> Any. */
        void revoke(ModuleFlows flows);

        /** The same, and there will be no others. */
        void forget(ModuleFlows flows);
    }

    /** <b>Thread.</b> Packet threads. */
    int generation() {
        return generation;
    }

    /** What the publisher may have in the kernel. <b>Thread.</b> Any. */
    public FlowAllowance allowance() {
        return allowance;
    }

    /** To be called by a plane before it hands over the first flow. <b>Thread.</b> The plane's. */
    public void heldBy(Holder holder) {
        if (!holders.contains(holder)) {
            holders.add(holder);
        }
    }

    /** From a holder that holds nothing any more. <b>Thread.</b> The plane's. */
    public void leftBy(Holder holder) {
        holders.remove(holder);
    }

    /** Whether what was asked for in that generation may still be handed over. <b>Thread.</b> The plane's. */
    public boolean isCurrent(int asked) {
        return asked == generation;
    }

    /** A flow has been handed over. <b>Thread.</b> Any but packet threads, while the module's slot is open. */
    public void offloaded() {
        tallies[OFFLOADED].addShared(1);
    }

    /** A flow could not be handed over, as there is no room. Threads as {@link #offloaded}. */
    public void full() {
        tallies[FULL].addShared(1);
    }

    /**
     * What the kernel has done since this was said last: packets, and bytes of IP packets. Threads as {@link #offloaded}.
     */
    public void decided(long accepted, long acceptedBytes, long dropped, long droppedBytes) {
        tallies[KERNEL].addShared(accepted);
        tallies[KERNEL + 1].addShared(acceptedBytes);
        tallies[KERNEL + 2].addShared(dropped);
        tallies[KERNEL + 3].addShared(droppedBytes);
    }

    /** Ends all flows. <b>Thread.</b> Any but packet threads, one at a time. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one at a time
    void revoke() {
        generation++;
        holders.forEach(holder -> holder.revoke(this));
    }

    void read(Map<String, Long> sums) {
        for (int i = 0; i < NAMES.length; i++) {
            sums.merge(NAMES[i], tallies[i].value(), Long::sum);
        }
    }

    /** Ends all flows for good, and gives the counters back. <b>Thread.</b> As {@link #revoke}. */
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one at a time
    public void close() {
        generation++;
        holders.forEach(holder -> holder.forget(this));
        for (Tally tally : tallies) {
            tally.close();
        }
    }
}
