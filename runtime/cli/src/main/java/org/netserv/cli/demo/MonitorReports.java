package org.netserv.cli.demo;

import java.util.List;
import java.util.Map;
import org.netserv.node.json.Json;
import org.netserv.rig.UdpInbox;

/**
 * What NetMonitor has reported, as its visualizer would see it: figures are totals, so that the largest of each flow
 * counts.
 */
final class MonitorReports {

    /**
     * One flow's totals.
     *
     * @param packets of the flow
     * @param bytes of its IP packets
     */
    record Flow(long packets, long bytes) {}

    private final UdpInbox inbox;

    MonitorReports(UdpInbox inbox) {
        this.inbox = inbox;
    }

    /** How many datagrams have come. */
    int datagrams() {
        return inbox.texts().size();
    }

    /** A flow's totals so far, by source, destination and TTL. */
    Flow flow(String source, String destination, int ttl) {
        long packets = 0;
        long bytes = 0;
        for (String text : inbox.texts()) {
            if (Json.parse(text).get("flows") instanceof List<?> flows) {
                for (Object entry : flows) {
                    if (entry instanceof Map<?, ?> flow && source.equals(flow.get("src"))
                            && destination.equals(flow.get("dst")) && number(flow, "ttl") == ttl) {
                        packets = Math.max(packets, number(flow, "packets"));
                        bytes = Math.max(bytes, number(flow, "bytes"));
                    }
                }
            }
        }
        return new Flow(packets, bytes);
    }

    /** All packets that it has counted, of whatever flow. */
    long packets() {
        return inbox.texts().stream().mapToLong(text -> number(Json.parse(text), "packets")).max().orElse(0);
    }

    private static long number(Map<?, ?> object, String name) {
        return object.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
