package org.netserv.perf.signaling;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import com.sun.management.OperatingSystemMXBean;

/**
 * What a node has done until now, as it says itself.
 *
 * @param counters by their names in the engine
 * @param sessions routing states that there are
 * @param received messages for sessions that it knows
 * @param gone sessions that have ended
 * @param cpuNanos of all of its threads
 * @param heapBytes in use
 * @param loss of the kernel in its namespace
 */
public record NodeState(Map<String, Long> counters, long sessions, long received, long gone, long cpuNanos,
        long heapBytes, KernelLoss loss) {

    /** With what this process knows of itself. */
    static NodeState of(Map<String, Long> counters, long sessions, long received, long gone) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new NodeState(new LinkedHashMap<>(counters), sessions, received, gone, system.getProcessCpuTime(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                KernelLoss.read(LoadSite.INTERFACE));
    }

    /** A counter's value; 0 if there is none. */
    long count(Enum<?> counter) {
        return counters.getOrDefault(counter.name(), 0L);
    }
}
