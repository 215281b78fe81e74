package org.netserv.node.container;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.netserv.api.Counter;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/**
 * Counters of one module: those that the node keeps of it, and those that it asked for.
 *
 * <p><b>Thread.</b> Any.
 */
final class ModuleTallies {
    static final int MAX_COUNTERS = 64;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,48}");

    final Tally emitted;
    final Tally emitRefused;
    final Tally emitFull;
    /** Packets that were over the publisher's quota. */
    final Tally emitOver;
    /** Writes that were. */
    final Tally storageOver;
    /** CPU time of the module's own threads. */
    final Tally cpuNanos;
    /** Memory that they allocated. */
    final Tally allocatedBytes;
    final Tally datagramsSent;
    final Tally datagramsFailed;
    final Tally timerFaults;
    final Tally logLeftOut;
    final Tally threadsOver;

    private final Lifetime lifetime;
    private final NodeCounters counters;
    private final String prefix;
    /** Guarded by this. */
    private boolean closed;
    private final Map<String, ModuleCounter> custom = new HashMap<>();

    ModuleTallies(Lifetime lifetime, String user, NodeCounters counters) {
        this.lifetime = lifetime;
        this.counters = counters;
        prefix = "module." + user + "." + lifetime.moduleId() + ".";
        emitted = counters.allocate(prefix + "emitted");
        emitRefused = counters.allocate(prefix + "emit_refused");
        emitFull = counters.allocate(prefix + "emit_full");
        emitOver = counters.allocate(prefix + "emit_over");
        storageOver = counters.allocate(prefix + "storage_over");
        cpuNanos = counters.allocate(prefix + "cpu_nanos");
        allocatedBytes = counters.allocate(prefix + "allocated_bytes");
        datagramsSent = counters.allocate(prefix + "datagrams_sent");
        datagramsFailed = counters.allocate(prefix + "datagrams_failed");
        timerFaults = counters.allocate(prefix + "timer_faults");
        logLeftOut = counters.allocate(prefix + "log_left_out");
        threadsOver = counters.allocate(prefix + "threads_over");
    }

    /** The counter of that name, made when first asked for. */
    synchronized Counter counter(String name) {
        lifetime.requireRunning();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a counter's name matches " + NAME + ": name=" + Texts.oneLine(name));
        }
        ModuleCounter known = custom.get(name);
        if (known != null) {
            return known;
        }
        if (custom.size() == MAX_COUNTERS) {
            throw new IllegalStateException("a module has at most " + MAX_COUNTERS + " counters: name=" + name);
        }
        ModuleCounter made = new ModuleCounter(lifetime, counters.allocate(prefix + "custom." + name));
        custom.put(name, made);
        return made;
    }

    /** Adds what a thread of the module's own has used; nothing once they are closed. */
    synchronized void use(long nanos, long bytes) {
        if (!closed) {
            cpuNanos.addShared(nanos);
            allocatedBytes.addShared(bytes);
        }
    }

    /** Gives all slots back. Only when nobody can add any more. */
    synchronized void close() {
        closed = true;
        for (ModuleCounter counter : custom.values()) {
            counter.tally.close();
        }
        custom.clear();
        for (Tally own : new Tally[]{emitted, emitRefused, emitFull, emitOver, storageOver, threadsOver, cpuNanos,
            allocatedBytes, datagramsSent, datagramsFailed, timerFaults, logLeftOut}) {
            own.close();
        }
    }

    private static final class ModuleCounter implements Counter {
        private final Lifetime lifetime;
        private final Tally tally;

        ModuleCounter(Lifetime lifetime, Tally tally) {
            this.lifetime = lifetime;
            this.tally = tally;
        }

        @Override
        public void add(long delta) {
            lifetime.requireRunning();
            tally.addShared(delta);
        }

        @Override
        public long value() {
            lifetime.requireRunning();
            return tally.value();
        }
    }
}
