package org.netserv.node.controller;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.ModuleSlot;

/**
 * Judges one publisher's modules by their counters: which are to be detached, which are throttled.
 *
 * <p><b>Thread.</b> Any, one look at a time.
 */
final class Supervisor {
    private static final long ALLOCATION_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Publisher publisher;
    private final Events events;
    private final HeapWatch heap;
    private long allocationNanos;

    Supervisor(Publisher publisher, Events events, HeapWatch heap, long nowNanos) {
        this.publisher = publisher;
        this.events = events;
        this.heap = heap;
        allocationNanos = nowNanos;
    }

    /**
     * All counters at an instant.
     *
     * @param atNanos not after they were read
     */
    record Reading(NavigableMap<String, Long> counters, long atNanos) {
        static Reading of(NodeCounters counters, long atNanos) {
            return new Reading(new TreeMap<>(counters.snapshot()), atNanos);
        }
    }

    /** Modules whose processor did not return in time, each with its run. */
    static Map<Deployment, Finding> overstays(List<Deployment> present) {
        Map<Deployment, Finding> found = new LinkedHashMap<>();
        for (Deployment deployment : present) {
            if (deployment.stage() instanceof Stage.Running running) {
                ModuleSlot slot = running.run().slot();
                if (slot != null && slot.overstays() > 0) {
                    found.put(deployment, new Finding(running,
                            new Trouble(Trouble.OVERSTAY, "it did not return from its packets in time")));
                }
            }
        }
        return found;
    }

    /**
     * A run that is to end.
     *
     * @param trouble why
     */
    record Finding(Stage.Running running, Trouble trouble) {}

    /** Modules that fault, or allocate or keep more than they may; takes down which are throttled. */
    synchronized Map<Deployment, Finding> look(List<Deployment> present, Reading reading) {
        Map<Deployment, Finding> found = new LinkedHashMap<>();
        boolean allocationIsDue = reading.atNanos() - allocationNanos >= ALLOCATION_WINDOW_NANOS;
        Largest allocation = new Largest();
        Map<Deployment, Stage.Running> runs = new LinkedHashMap<>();
        for (Deployment deployment : present) {
            // A run that began after the counters were read has nothing among them.
            if (!(deployment.stage() instanceof Stage.Running running) || running.sinceNanos() > reading.atNanos()) {
                continue;
            }
            runs.put(deployment, running);
            // For the next reading.
            running.run().module().settle();
            Map<String, Long> counters = deployment.counters(reading.counters(), publisher.name());
            ModuleSlot slot = running.run().slot();
            Trouble trouble = running.health().trouble(counters, slot == null ? null : slot.lastFault(),
                    reading.atNanos());
            if (trouble != null) {
                found.put(deployment, new Finding(running, trouble));
            }
            running.health().takeThrottled(counters, reading.atNanos())
                    .forEach((name, count) -> events.add(Events.Kind.THROTTLED, publisher.name(), deployment.id(),
                            name + " rose by " + count));
            if (allocationIsDue) {
                allocation.add(deployment, running, running.health().takeAllocated(counters));
            }
        }
        if (allocationIsDue) {
            allocation.judge(found, publisher.grants().quota().allocatedBytesPerSecond(),
                    reading.atNanos() - allocationNanos);
            allocationNanos = reading.atNanos();
        }
        heap.look(runs, allocation.sum, found, reading.atNanos());
        return found;
    }

    /** What a publisher's modules have allocated together, and which of them most. */
    private static final class Largest {
        private long sum;
        private long most;
        private @Nullable Deployment deployment;
        private Stage.@Nullable Running running;

        void add(Deployment candidate, Stage.Running itsRun, long bytes) {
            sum += bytes;
            if (bytes > most) {
                most = bytes;
                deployment = candidate;
                running = itsRun;
            }
        }

        void judge(Map<Deployment, Finding> found, long perSecond, long nanos) {
            double rate = sum * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
            if (rate > perSecond && deployment != null && running != null) {
                found.putIfAbsent(deployment, new Finding(running, new Trouble(Trouble.ALLOCATION,
                        "the publisher's modules allocate " + (long) rate + " bytes a second, it most of them; "
                                + perSecond + " are allowed")));
            }
        }
    }
}
