package org.netserv.node.telemetry;

import static org.netserv.node.telemetry.Exposition.Metric.counter;
import static org.netserv.node.telemetry.Exposition.Metric.gauge;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.netserv.node.controller.PublisherReport;
import org.netserv.node.controller.PublisherReport.ModuleReport;
import org.netserv.node.telemetry.Exposition.Metric;

/**
 * What the node counts of each publisher's modules, as series with the labels {@code user} and {@code module}. Counters that a
 * module has asked for are not among them: it may name them as it likes.
 *
 * <p><b>Thread.</b> Any.
 */
final class ModuleMetrics {
    private static final String USER = "user";
    private static final String MODULE = "module";
    private static final double NANOS = 1e-9;
    private static final Metric VERDICTS = counter("netserv_module_verdicts_total",
            "Packets that the module, or on its behalf its fail policy, decided, by verdict.");
    private static final Metric OVER_QUOTA = counter("netserv_module_over_quota_total",
            "What the publisher's quota kept from the module: packets that it was not given (packets, bytes, cpu, memory), "
                    + "packets that it did not emit, flows that it did not offload, writes and threads that were refused.");
    private static final Metric FAULTS = counter("netserv_module_faults_total",
            "Packets and timers' tasks that the module failed on, by place; packets that came while it was detached count.");
    private static final Metric EMIT_FAILURES = counter("netserv_module_emit_failures_total",
            "Packets that the module could not emit: with a source that is not its publisher's, or with the queue full.");
    private static final Metric KERNEL_PACKETS = counter("netserv_module_kernel_packets_total",
            "Packets of flows that the module has offloaded, which the kernel decided without it, by verdict.");
    private static final Metric KERNEL_BYTES = counter("netserv_module_kernel_bytes_total",
            "Bytes of these IP packets, by verdict.");
    private static final Metric DATAGRAMS = counter("netserv_module_datagrams_total",
            "Datagrams that the module had the node send, by result.");
    /** By the counter's name. */
    private static final Map<String, Series> SERIES = new TreeMap<>(Map.ofEntries(
            of("packets", counter("netserv_module_packets_total", "Packets that came for the module.")),
            of("bytes", counter("netserv_module_bytes_total", "Bytes of the IP packets that came for the module.")),
            of("accepted", VERDICTS, "verdict", "accept"), of("dropped", VERDICTS, "verdict", "drop"),
            of("replied", VERDICTS, "verdict", "reply"), of("consumed", VERDICTS, "verdict", "consume"),
            of("modified", counter("netserv_module_modified_packets_total", "Packets that the module changed.")),
            of("faults", FAULTS, "place", "packet"), of("timer_faults", FAULTS, "place", "timer"),
            of("mangled", counter("netserv_module_mangled_packets_total",
                    "Packets that the module left broken; each is a fault, too.")),
            of("spoofed", counter("netserv_module_spoofed_packets_total",
                    "Packets dropped because the module gave them a source that is not its publisher's.")),
            of("overstays", counter("netserv_module_overstays_total",
                    "Times that the module did not return from its packets in time.")),
            Map.entry("cpu_nanos", new Series(counter("netserv_module_cpu_seconds_total",
                    "CPU time of the module, on packet threads and its own."), NANOS, "", "")),
            of("allocated_bytes", counter("netserv_module_allocated_bytes_total",
                    "Memory that the module allocated, on packet threads and its own.")),
            of("over_packets", OVER_QUOTA, "quota", "packets"), of("over_bytes", OVER_QUOTA, "quota", "bytes"),
            of("over_cpu", OVER_QUOTA, "quota", "cpu"), of("over_memory", OVER_QUOTA, "quota", "memory"),
            of("emit_over", OVER_QUOTA, "quota", "emitted"), of("storage_over", OVER_QUOTA, "quota", "storage"),
            of("threads_over", OVER_QUOTA, "quota", "threads"), of("offload_over", OVER_QUOTA, "quota", "flows"),
            of("offloaded", counter("netserv_module_offloaded_flows_total",
                    "Flows that were handed to the kernel as the module asked for it.")),
            of("offload_full", counter("netserv_module_offload_failures_total",
                    "Flows that were not, as the plane had no room for them.")),
            of("kernel_accepted", KERNEL_PACKETS, "verdict", "accept"),
            of("kernel_dropped", KERNEL_PACKETS, "verdict", "drop"),
            of("kernel_accepted_bytes", KERNEL_BYTES, "verdict", "accept"),
            of("kernel_dropped_bytes", KERNEL_BYTES, "verdict", "drop"),
            of("emitted", counter("netserv_module_emitted_packets_total", "Packets that the module emitted.")),
            of("emit_refused", EMIT_FAILURES, "reason", "source"), of("emit_full", EMIT_FAILURES, "reason", "full"),
            of("datagrams_sent", DATAGRAMS, "result", "sent"), of("datagrams_failed", DATAGRAMS, "result", "failed"),
            of("log_left_out", counter("netserv_module_log_lines_left_out_total",
                    "Lines of the module's that its publisher's limit kept out of the log."))));
    private static final Metric UP = gauge("netserv_module_up", "1 while the module runs, 0 while it is detached.");
    private static final Metric QUARANTINED = gauge("netserv_module_quarantined",
            "1 while the module's packets come to the packet threads that modules are tried on.");
    private static final Metric RESTARTS = counter("netserv_module_restarts_total",
            "Times that the module was started again after it was detached.");
    private static final Metric ENDS = gauge("netserv_module_ends_timestamp_seconds",
            "When the module's life ends, as seconds since 1970.");
    /** More than this a module never has. */
    private static final int SERIES_PER_MODULE = SERIES.size() + 4;

    private ModuleMetrics() {}

    /**
     * How a counter is shown.
     *
     * @param label beside user and module; empty if there is none
     * @param value of that label
     */
    private record Series(Metric metric, double factor, String label, String value) {}

    private static Map.Entry<String, Series> of(String name, Metric metric) {
        return Map.entry(name, new Series(metric, 1, "", ""));
    }

    private static Map.Entry<String, Series> of(String name, Metric metric, String label, String value) {
        return Map.entry(name, new Series(metric, 1, label, value));
    }

    /** Adds the modules of all publishers in turn, so that one who has many leaves room for the others'. */
    static void add(Exposition exposition, List<PublisherReport> publishers) {
        int most = publishers.stream().mapToInt(publisher -> publisher.modules().size()).max().orElse(0);
        for (int n = 0; n < most; n++) {
            for (PublisherReport publisher : publishers) {
                if (n < publisher.modules().size()) {
                    addWhole(exposition, publisher.user(), publisher.modules().get(n));
                }
            }
        }
    }

    private static void addWhole(Exposition exposition, String user, ModuleReport module) {
        // One stays free, to say how many were left out.
        if (exposition.room() <= SERIES_PER_MODULE) {
            exposition.leaveOut(SERIES_PER_MODULE);
            return;
        }
        exposition.add(UP, module.trouble() == null ? 1 : 0, USER, user, MODULE, module.id());
        exposition.add(QUARANTINED, module.quarantined() ? 1 : 0, USER, user, MODULE, module.id());
        exposition.add(RESTARTS, module.restarts(), USER, user, MODULE, module.id());
        exposition.add(ENDS, module.ends().getEpochSecond(), USER, user, MODULE, module.id());
        SERIES.forEach((name, series) -> {
            Long counted = module.counters().get(name);
            if (counted != null) {
                double value = (double) counted * series.factor();
                if (series.label().isEmpty()) {
                    exposition.add(series.metric(), value, USER, user, MODULE, module.id());
                } else {
                    exposition.add(series.metric(), value, USER, user, MODULE, module.id(), series.label(),
                            series.value());
                }
            }
        });
    }
}
