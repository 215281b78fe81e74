package org.netserv.node.controller;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the counters say of one run of a module, from look to look. Instants are nanoseconds of a clock that is never set.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class ModuleHealth {
    /** More than now and then a packet that the module did not expect; a broken module is there within a moment. */
    static final long MAX_FAULTS = 10;
    static final Duration FAULT_WINDOW = Duration.ofSeconds(10);
    /** Between two events of one kind. */
    static final Duration EVENT_PERIOD = Duration.ofSeconds(10);
    private static final List<String> THROTTLING = List.of("over_packets", "over_bytes", "over_cpu", "over_memory",
            "offload_over",
            "emit_over", "storage_over", "threads_over");

    private final Map<String, Throttling> throttling = new HashMap<>();
    private long windowNanos;
    private long faultsBefore;
    private long allocatedBefore;

    private record Throttling(long count, long atNanos) {}

    /** @param counters the module's when the run begins */
    ModuleHealth(Map<String, Long> counters, long nowNanos) {
        windowNanos = nowNanos;
        faultsBefore = faults(counters);
        allocatedBefore = allocated(counters);
        for (String name : THROTTLING) {
            throttling.put(name, new Throttling(counters.getOrDefault(name, 0L), nowNanos - EVENT_PERIOD.toNanos()));
        }
    }

    /** Why the module is to be detached, or null. */
    @Nullable
    Trouble trouble(Map<String, Long> counters, @Nullable Throwable lastFault, long nowNanos) {
        long faults = faults(counters) - faultsBefore;
        if (faults >= MAX_FAULTS) {
            // Its class alone: a message is publishers' code, which may never return.
            return new Trouble(Trouble.FAULTS, faults + " faults within " + FAULT_WINDOW.toSeconds() + " s"
                    + (lastFault == null ? "" : ", the latest a " + lastFault.getClass().getName()));
        }
        if (nowNanos - windowNanos >= FAULT_WINDOW.toNanos()) {
            windowNanos = nowNanos;
            faultsBefore += faults;
        }
        return null;
    }

    /** Bytes allocated since this was asked last. */
    long takeAllocated(Map<String, Long> counters) {
        long allocated = allocated(counters);
        long taken = allocated - allocatedBefore;
        allocatedBefore = allocated;
        return Math.max(0, taken);
    }

    /** What a quota has withheld since it was said last, by counter; each at most once in {@link #EVENT_PERIOD}. */
    Map<String, Long> takeThrottled(Map<String, Long> counters, long nowNanos) {
        Map<String, Long> risen = new LinkedHashMap<>();
        throttling.replaceAll((name, said) -> {
            long count = counters.getOrDefault(name, 0L);
            if (count <= said.count() || nowNanos - said.atNanos() < EVENT_PERIOD.toNanos()) {
                return said;
            }
            risen.put(name, count - said.count());
            return new Throttling(count, nowNanos);
        });
        return risen;
    }

    private static long faults(Map<String, Long> counters) {
        return counters.getOrDefault("faults", 0L) + counters.getOrDefault("timer_faults", 0L);
    }

    private static long allocated(Map<String, Long> counters) {
        return counters.getOrDefault("allocated_bytes", 0L);
    }
}
