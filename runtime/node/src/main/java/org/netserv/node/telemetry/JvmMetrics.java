package org.netserv.node.telemetry;

import static org.netserv.node.telemetry.Exposition.Metric.counter;
import static org.netserv.node.telemetry.Exposition.Metric.gauge;
import static org.netserv.node.telemetry.Exposition.Metric.summary;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import org.netserv.node.telemetry.Exposition.Metric;

/**
 * The process and its JVM, named as Prometheus' own client libraries name them, so that dashboards for these work.
 *
 * <p><b>Thread.</b> Any.
 */
final class JvmMetrics {
    private static final Metric MEMORY_USED = gauge("jvm_memory_used_bytes", "Memory in use, by area.");
    private static final Metric MEMORY_MAX = gauge("jvm_memory_max_bytes", "Memory that may be used, by area.");
    private static final Metric GC = summary("jvm_gc_collection_seconds",
            "Time that a garbage collector has worked, beside the node or while it stood still.");
    private static final Metric THREADS = gauge("jvm_threads_current", "Platform threads.");
    private static final Metric START = gauge("process_start_time_seconds",
            "When the process began, as seconds since 1970.");
    private static final Metric CPU = counter("process_cpu_seconds_total", "CPU time of the process.");
    private static final Metric OPEN_FILES = gauge("process_open_fds", "File descriptors in use.");
    private static final Metric MAX_FILES = gauge("process_max_fds", "File descriptors that may be in use.");
    private static final Metric BUILD = gauge("netserv_build_info", "1, with what is running as labels.");
    private static final double MILLIS = 1e-3;
    private static final double NANOS = 1e-9;

    private JvmMetrics() {}

    static void add(Exposition exposition) {
        exposition.add(BUILD, 1, "version", version(), "java", Runtime.version().toString());
        exposition.add(START, ManagementFactory.getRuntimeMXBean().getStartTime() * MILLIS);
        memory(exposition, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        memory(exposition, "nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            exposition.add(GC, Math.max(0, collector.getCollectionTime()) * MILLIS,
                    Math.max(0, collector.getCollectionCount()), "gc", collector.getName());
        }
        exposition.add(THREADS, ManagementFactory.getThreadMXBean().getThreadCount());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            exposition.add(CPU, Math.max(0, system.getProcessCpuTime()) * NANOS);
            exposition.add(OPEN_FILES, system.getOpenFileDescriptorCount());
            exposition.add(MAX_FILES, system.getMaxFileDescriptorCount());
        }
    }

    private static void memory(Exposition exposition, String area, MemoryUsage usage) {
        exposition.add(MEMORY_USED, usage.getUsed(), "area", area);
        if (usage.getMax() >= 0) {
            exposition.add(MEMORY_MAX, usage.getMax(), "area", area);
        }
    }

    private static String version() {
        var descriptor = JvmMetrics.class.getModule().getDescriptor();
        return descriptor == null ? "unpackaged" : descriptor.rawVersion().orElse("unversioned");
    }
}
