package org.netserv.node.path;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.netserv.api.PacketProcessor;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modules in the packet path, and the packet threads' way to them.
 *
 * <p>The filter table is an immutable snapshot, swapped with one volatile store; a batch sees one version. Changes wait
 * until no packet thread uses the old one, so that whoever removes a module may stop it at once.
 *
 * <p><b>Thread.</b> Changes: any, one at a time. {@link #worker}'s result: one packet thread.
 */
public final class PacketPath {
    /** Longest IP packet. */
    public static final int MAX_PACKET_LENGTH = 65_535;

    private static final Logger LOG = LoggerFactory.getLogger(PacketPath.class);

    private final NodeCounters counters;
    private final PacketWorker[] workers;
    private final Collection<FilterTable.PrefixOwner> owners;
    private final EmitQueue emitQueue;
    private final Set<ModuleSlot> modules = new LinkedHashSet<>();
    private final Tally hookFailures;
    private volatile FilterTable table = FilterTable.EMPTY;
    private long sequence;

    /**
     * @param workers number of packet threads
     * @param owners which publisher has which prefixes
     */
    public PacketPath(int workers, Collection<FilterTable.PrefixOwner> owners, NodeCounters counters) {
        this.counters = counters;
        this.owners = List.copyOf(owners);
        this.workers = new PacketWorker[workers];
        for (int i = 0; i < workers; i++) {
            this.workers[i] = new PacketWorker(i, this, Arena.ofAuto().allocate(MAX_PACKET_LENGTH + 1), counters);
        }
        emitQueue = new EmitQueue(counters);
        hookFailures = counters.allocate("path.hook_failures");
    }

    /** The packet path of packet thread {@code i}. */
    public PacketWorker worker(int i) {
        return workers[i];
    }

    /** Number of packet threads. */
    public int workers() {
        return workers.length;
    }

    /** Packets that modules have emitted. */
    public EmitQueue emitQueue() {
        return emitQueue;
    }

    /**
     * A place for a module; packets come once {@link #replace} has put it in.
     *
     * @throws IllegalStateException if there are no counters left for it
     */
    public synchronized ModuleSlot newSlot(ModuleSlot.Settings settings, PacketProcessor processor) {
        return new ModuleSlot(settings, sequence++, processor, counters, workers);
    }

    /**
     * Takes some modules out and puts others in, at one instant between two batches.
     *
     * <p>The hook learns of new filters before the packets' verdicts depend on them, and of dropped ones afterwards, so
     * that no packet that both versions want misses the node.
     *
     * <p>If the hook cannot let go of filters that nobody wants any more, this is logged and counted, and tried again at
     * the next change: the modules are out, and packets that come nevertheless pass.
     *
     * @throws PlaneException if the hook cannot deliver the packets; then nothing has changed
     */
    public synchronized void replace(Collection<ModuleSlot> out, Collection<ModuleSlot> in, Hook hook)
            throws PlaneException {
        Set<ModuleSlot> next = new LinkedHashSet<>(modules);
        next.removeAll(out);
        next.addAll(in);
        FilterTable nextTable = new FilterTable(owners, next);
        if (!in.isEmpty()) {
            Set<PacketFilter> union = new LinkedHashSet<>(table.filters());
            union.addAll(nextTable.filters());
            hook.deliver(union);
        }
        table = nextTable;
        modules.clear();
        modules.addAll(next);
        for (PacketWorker worker : workers) {
            worker.awaitQuiescence();
        }
        if (!out.isEmpty()) {
            try {
                hook.deliver(nextTable.filters());
            } catch (PlaneException | RuntimeException e) {
                hookFailures.addShared(1);
                LOG.warn("filters of removed modules stay in the plane: {}", e.getMessage());
            }
        }
    }

    /** The modules in the packet path. */
    public synchronized List<ModuleSlot> modules() {
        return Collections.unmodifiableList(new ArrayList<>(modules));
    }

    FilterTable table() {
        return table;
    }

    /** What brings packets from the network to the path. */
    @FunctionalInterface
    public interface Hook {
        /** Delivers packets that one of these filters selects, and no others. */
        void deliver(Set<PacketFilter> filters) throws PlaneException;
    }
}
