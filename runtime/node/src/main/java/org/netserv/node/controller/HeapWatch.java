package org.netserv.node.controller;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.Tally;
import org.netserv.node.sandbox.HeapMeter;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.Quota;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the memory that one publisher's modules keep. It is measured when they have allocated enough for it to have grown by a
 * quarter of the quota, and when a run has begun.
 *
 * <p><b>Thread.</b> Any, one look at a time. What is found by a measurement, which has a thread of its own, comes with the next look.
 */
final class HeapWatch {
    static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** A measurement is followed by so many times the time that it took: a publisher chooses how long that is. */
    private static final int REST = 9;
    /** Of the quota, that may come between two measurements. */
    private static final int PARTS = 4;
    private static final Logger LOG = LoggerFactory.getLogger(HeapWatch.class);

    private final ModuleRunner runner;
    private final Executor measuring;
    private final Tally gauge;
    private final LongSupplier nanos;
    private final long quota;
    private final AtomicReference<@Nullable Excess> excess = new AtomicReference<>();
    /** The latest run that has been measured: a number, as what has ended must not stay in memory from here. */
    private long measured;
    private long allocated;
    private volatile long nextNanos;
    private volatile boolean isMeasuring;
    private boolean closed;

    /**
     * @param measuring runs measurements
     * @param gauge shows the bytes that were found last; it adds as its only writer
     * @param nanos a clock for durations
     */
    HeapWatch(ModuleRunner runner, Executor measuring, Tally gauge, LongSupplier nanos) {
        this.runner = runner;
        this.measuring = measuring;
        this.gauge = gauge;
        this.nanos = nanos;
        quota = runner.publisher().grants().quota().retainedHeapBytes();
        nextNanos = nanos.getAsLong();
    }

    /** More than the quota is kept, by this run most. */
    private record Excess(Deployment deployment, Stage.Running running) {}

    /**
     * Has them measured if it is time, and says what came of the last time.
     *
     * @param runs all that run
     * @param allocatedBytes that they have allocated since the last look
     * @param found where a run is added that is to end
     */
    @SuppressWarnings("ReferenceEquality") // the same run, not an equal one
    void look(Map<Deployment, Stage.Running> runs, long allocatedBytes, Map<Deployment, Supervisor.Finding> found,
            long nowNanos) {
        if (quota == Quota.UNLIMITED) {
            return;
        }
        allocated += allocatedBytes;
        if (!isMeasuring && !runs.isEmpty() && nowNanos - nextNanos >= 0 && mayHaveGrown(runs)) {
            isMeasuring = true;
            allocated = 0;
            Map<Deployment, Stage.Running> present = Map.copyOf(runs);
            measured = latest(present.values());
            measuring.execute(() -> measure(present));
        }
        Excess last = excess.getAndSet(null);
        if (last != null && runs.get(last.deployment()) == last.running()) {
            found.putIfAbsent(last.deployment(), new Supervisor.Finding(last.running(), new Trouble(
                    Trouble.RETAINED_HEAP, "the publisher's modules keep more memory than the " + quota
                            + " bytes that are allowed, it most of it")));
        }
    }

    private boolean mayHaveGrown(Map<Deployment, Stage.Running> runs) {
        return allocated > quota / PARTS || latest(runs.values()) > measured;
    }

    private static long latest(Collection<Stage.Running> runs) {
        return runs.stream().mapToLong(Stage.Running::number).max().orElse(0);
    }

    private void measure(Map<Deployment, Stage.Running> runs) {
        long begin = nanos.getAsLong();
        long bytes = HeapMeter.UNKNOWN;
        try {
            bytes = runner.retainedBytes(runs.values().stream().map(HeapWatch::module).toList(), quota);
            if (bytes > quota) {
                excess.set(largest(runs));
            }
        } catch (RuntimeException | Error e) {
            LOG.error("the memory that modules of {} keep could not be measured", runner.publisher().name(), e);
        } finally {
            long end = nanos.getAsLong();
            nextNanos = end + Math.max(PERIOD_NANOS - (end - begin), REST * (end - begin));
            isMeasuring = false;
        }
        if (bytes != HeapMeter.UNKNOWN) {
            show(bytes);
        }
    }

    private synchronized void show(long bytes) {
        if (!closed) {
            gauge.add(bytes - gauge.value());
        }
    }

    /** Gives the gauge back. */
    synchronized void close() {
        closed = true;
        gauge.close();
    }

    private @Nullable Excess largest(Map<Deployment, Stage.Running> runs) {
        Excess largest = null;
        long most = -1;
        for (Map.Entry<Deployment, Stage.Running> run : runs.entrySet()) {
            long bytes = runs.size() == 1 ? 0 : runner.retainedBytes(List.of(module(run.getValue())), quota);
            if (bytes > most) {
                most = bytes;
                largest = new Excess(run.getKey(), run.getValue());
            }
        }
        return largest;
    }

    private static InstalledModule module(Stage.Running running) {
        return running.run().module();
    }
}
