package org.netserv.dataplane.xdp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.netserv.dataplane.common.ThreadState;
import org.netserv.dataplane.xdp.ring.PortGroup;

/**
 * How an engine is set up, as the kernel says where it does: for {@code status}. What differs between packet threads is listed in
 * their order.
 *
 * <p><b>Thread.</b> Any, while the engine is not being changed.
 */
final class EngineReport {
    private EngineReport() {}

    static Map<String, String> of(XdpEngine engine) {
        Map<String, String> report = new LinkedHashMap<>();
        PacketThreads packets = engine.packets();
        List<PortGroup> groups = packets.groups();
        report.put("interfaces", String.join(", ", engine.kernel().attachments()));
        report.put("queues", packets.workers().size() + engine.links().stream()
                .map(link -> link.name() + " " + Math.min(link.queues(), packets.workers().size()) + " of "
                        + link.queues())
                .collect(Collectors.joining(", ", " (", ")")));
        report.put("quarantine-threads", Integer.toString(packets.trials().size()));
        report.put("packet-threads", packets.workers().stream()
                .map(worker -> worker.thread().map(ThreadState::toString).orElse("not running"))
                .collect(Collectors.joining("; ")));
        report.put("copy", each(groups, group -> group.isZeroCopy() ? "no" : "yes"));
        report.put("need-wakeup", each(groups, group -> group.needsWakeup() ? "yes" : "no"));
        report.put("busy-poll", each(groups, group -> group.isBusyPolled() ? "yes" : "no"));
        report.put("transmit-budget", each(groups, group -> Integer.toString(group.port(0).transmitBudget())));
        report.put("ring-size", Integer.toString(engine.sizes().receive()));
        report.put("frames", engine.sizes().framesPerPort() + " of " + engine.sizes().frameBytes());
        report.put("huge-pages", each(groups, PortGroup::pages));
        report.put("offloaded-flows", Integer.toString(engine.flows().held()));
        return report;
    }

    /** One value where all have the same. */
    private static String each(List<PortGroup> groups, Function<PortGroup, String> value) {
        List<String> all = groups.stream().map(value).toList();
        return all.stream().distinct().count() == 1 ? all.getFirst() : String.join("; ", all);
    }
}
