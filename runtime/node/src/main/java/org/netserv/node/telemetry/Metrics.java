package org.netserv.node.telemetry;

import java.util.List;
import org.netserv.node.controller.PublisherReport;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.telemetry.Exposition.Metric;

/**
 * All metrics of a node, made anew each time they are asked for: in between they cost nothing.
 *
 * <p><b>Thread.</b> Any.
 */
final class Metrics {
    /** Room for more than 300 modules. */
    static final int MAX_SERIES = 10_000;
    private static final Metric LEFT_OUT = Metric.gauge("netserv_metrics_left_out_series",
            "Series that are not in this answer, because it has at most " + MAX_SERIES + ".");

    private final NodeCounters counters;
    private final NodeState state;

    Metrics(NodeCounters counters, NodeState state) {
        this.counters = counters;
        this.state = state;
    }

    /** In Prometheus' text format. */
    String text() {
        NodeState.Parts parts = state.parts();
        return text(counters, parts == null ? "" : parts.plane().name(),
                parts == null ? List.of() : parts.controller().reports());
    }

    /** The same of these parts. */
    static String text(NodeCounters counters, String plane, List<PublisherReport> publishers) {
        Exposition exposition = new Exposition(MAX_SERIES);
        JvmMetrics.add(exposition);
        NodeMetrics.add(exposition, counters.snapshot(), plane);
        ModuleMetrics.add(exposition, publishers);
        exposition.add(LEFT_OUT, exposition.leftOut());
        return exposition.text();
    }
}
