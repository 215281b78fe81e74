package org.netserv.node.path;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.netserv.api.PacketProcessor;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.trace.TraceFilter;
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
public final class PacketPath implements PathShare {
    /** Longest IP packet. */
    public static final int MAX_PACKET_LENGTH = 65_535;

    private static final Logger LOG = LoggerFactory.getLogger(PacketPath.class);

    private final NodeCounters counters;
    private final PacketWorker[] workers;
    private final int quarantine;
    private Collection<FilterTable.PrefixOwner> owners;
    private final EmitQueue emitQueue;
    private final Set<ModuleSlot> modules = new LinkedHashSet<>();
    private final Tally hookFailures;
    private volatile FilterTable table = FilterTable.EMPTY;
    private long sequence;
    private boolean signaling;

    /**
     * @param shared number of packet threads for all modules
     * @param quarantine number of those behind them that modules are tried on; may be 0, then the others are
     * @param owners which publisher has which prefixes
     */
    public PacketPath(int shared, int quarantine, Collection<FilterTable.PrefixOwner> owners, NodeCounters counters) {
        this.counters = counters;
        this.quarantine = quarantine;
        this.owners = List.copyOf(owners);
        this.workers = new PacketWorker[shared + quarantine];
        for (int i = 0; i < workers.length; i++) {
            this.workers[i] = new PacketWorker(i, this, Arena.ofAuto().allocate(MAX_PACKET_LENGTH + 1), counters);
        }
        emitQueue = new EmitQueue(counters);
        hookFailures = counters.allocate("path.hook_failures");
    }

    /** A path without quarantine. */
    public PacketPath(int workers, Collection<FilterTable.PrefixOwner> owners, NodeCounters counters) {
        this(workers, 0, owners, counters);
    }

    @Override
    public PacketWorker worker(int i) {
        return workers[i];
    }

    @Override
    public int workers() {
        return workers.length;
    }

    @Override
    public int quarantine() {
        return quarantine;
    }

    /** Whether a module that is called by this thread keeps no other publishers' packets waiting. */
    boolean isQuarantine(int worker) {
        return worker >= workers.length - quarantine;
    }

    /** Packets that modules have emitted. */
    @Override
    public EmitQueue emitQueue() {
        return emitQueue;
    }

    /**
     * Shares for several planes, in the order of the numbers of packet threads that they have. The first plane sends what modules
     * emit: one alone may take it from the queue.
     *
     * @throws IllegalArgumentException if there are more or fewer packet threads than these
     */
    public List<PathShare> split(List<ForwardingPlane.Workers> planes) {
        int shared = planes.stream().mapToInt(ForwardingPlane.Workers::shared).sum();
        int tried = planes.stream().mapToInt(ForwardingPlane.Workers::quarantine).sum();
        if (shared + tried != workers.length || tried != quarantine) {
            throw new IllegalArgumentException(
                    "workers=" + workers.length + " quarantine=" + quarantine + " planes=" + planes);
        }
        List<PathShare> shares = new ArrayList<>();
        int nextShared = 0;
        int nextTried = shared;
        for (ForwardingPlane.Workers plane : planes) {
            shares.add(new PathPart(this, plane.shared(), nextShared, plane.quarantine(), nextTried,
                    shares.isEmpty() ? emitQueue : EmitQueue.unused(counters)));
            nextShared += plane.shared();
            nextTried += plane.quarantine();
        }
        return shares;
    }

    /**
     * A place for a module; packets come once {@link #replace} has put it in.
     *
     * @throws IllegalStateException if there are no counters left for it
     */
    public synchronized ModuleSlot newSlot(ModuleSlot.Settings settings, PacketProcessor processor) {
        return new ModuleSlot(settings, sequence++, processor, counters, this);
    }

    /**
     * Takes some modules out and puts others in, at one instant between two batches.
     *
     * <p>The hook learns of new filters before the packets' verdicts depend on them, and of dropped ones afterwards, so
     * that no packet that both versions want misses the node.
     *
     * <p>What the kernel decides for modules of the same publishers ends: whoever comes sees all packets that its filters
     * select, whoever goes decides none any more.
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
        List<ModuleSlot> concerned = concerned(out, in);
        FilterTable nextTable = new FilterTable(owners, next);
        if (!in.isEmpty()) {
            Set<ModuleSlot> both = new LinkedHashSet<>(modules);
            both.addAll(next);
            hook.deliver(deliveryOf(owners, both));
        }
        table = nextTable;
        modules.clear();
        modules.addAll(next);
        awaitBatches();
        // Not sooner: batches that saw the old table may have asked for flows that the new one's modules want to see.
        concerned.forEach(ModuleSlot::revoke);
        if (!out.isEmpty()) {
            try {
                hook.deliver(deliveryOf(owners, next));
            } catch (PlaneException | RuntimeException e) {
                hookFailures.addShared(1);
                LOG.warn("filters of removed modules stay in the plane: {}", e.getMessage());
            }
        }
    }

    /** Those in the path whose packets others see, too, from now on or until now: their publishers' modules. */
    private List<ModuleSlot> concerned(Collection<ModuleSlot> out, Collection<ModuleSlot> in) {
        Set<String> users = new HashSet<>();
        out.forEach(slot -> users.add(slot.user()));
        in.forEach(slot -> users.add(slot.user()));
        return modules.stream().filter(slot -> users.contains(slot.user())).toList();
    }

    /**
     * Prefixes have other owners from now on, and some modules are out at the same instant. Those that stay must be of owners whose
     * prefixes stay.
     *
     * @throws PlaneException if the hook cannot deliver the packets; then nothing has changed
     */
    public synchronized void owners(Collection<FilterTable.PrefixOwner> next, Collection<ModuleSlot> out, Hook hook)
            throws PlaneException {
        List<ModuleSlot> staying = new ArrayList<>(modules);
        staying.removeAll(out);
        FilterTable nextTable = new FilterTable(next, staying);
        hook.deliver(deliveryOf(next, staying));
        List<ModuleSlot> concerned = List.copyOf(modules);
        owners = List.copyOf(next);
        table = nextTable;
        modules.clear();
        modules.addAll(staying);
        awaitBatches();
        concerned.forEach(ModuleSlot::revoke);
    }

    /**
     * Has a module's packets come to the packet threads that modules are tried on, or to those of all, from now on. Packets
     * that wait for the one kind of thread may be overtaken by packets that go to the other.
     *
     * @return whether that is a change; never where there are no such packet threads
     * @throws PlaneException if the hook cannot deliver them there; then nothing has changed
     */
    public synchronized boolean quarantine(ModuleSlot slot, boolean wanted, Hook hook) throws PlaneException {
        if (quarantine == 0 || slot.isQuarantined() == wanted) {
            return false;
        }
        slot.quarantined(wanted);
        try {
            hook.deliver(deliveryOf(owners, modules));
        } catch (PlaneException | RuntimeException e) {
            slot.quarantined(!wanted);
            throw e;
        }
        return true;
    }

    /**
     * Has signaling come to the packet threads, and each of them look at it by a tap of its own.
     *
     * @param taps by number of the packet thread; null to let signaling pass again
     * @throws PlaneException if the hook cannot deliver it; then nothing has changed
     */
    public synchronized void signaling(@Nullable IntFunction<SignalingTap> taps, Hook hook) throws PlaneException {
        if (taps != null) {
            // Before packets come: without a tap they would pass as they are.
            for (int i = 0; i < workers.length; i++) {
                workers[i].tap(taps.apply(i));
            }
        }
        boolean before = signaling;
        signaling = taps != null;
        try {
            hook.deliver(deliveryOf(owners, modules));
        } catch (PlaneException | RuntimeException e) {
            signaling = before;
            throw e;
        } finally {
            if (!signaling) {
                for (PacketWorker worker : workers) {
                    worker.tap(null);
                }
                awaitBatches();
            }
        }
    }

    private Delivery deliveryOf(Collection<FilterTable.PrefixOwner> of, Collection<ModuleSlot> wanting) {
        return Delivery.of(of, wanting).with(signaling);
    }

    /** Returns once every batch that was under way has been decided, and every change; never, if a packet thread hangs. */
    public synchronized void awaitBatches() {
        for (PacketWorker worker : workers) {
            worker.awaitQuiescence();
        }
    }

    /**
     * Begins a trace, in the place of one that runs.
     *
     * @param count how many packets are kept
     * @param snapLength how many bytes of each
     */
    public PathTrace trace(TraceFilter filter, int count, int snapLength) {
        return new PathTrace(workers, filter, count, snapLength);
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
        /** Delivers packets as these rules say, and no others. When it fails, nothing has changed. */
        void deliver(Delivery delivery) throws PlaneException;
    }
}
