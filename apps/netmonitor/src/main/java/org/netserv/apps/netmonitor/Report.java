package org.netserv.apps.netmonitor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns flow tables into JSON datagrams.
 *
 * <pre>
 * {"module":"NetServ.apps.NetMonitor_1.0.0","node":"r1","seq":7,"part":1,"parts":2,"time":1790000000000,
 *  "interval_ms":500,"packets":1234,"table_full":0,"flows":[
 *  {"src":"192.0.2.1","dst":"198.51.100.1","ttl":63,"packets":1000,"bytes":64000}, ...]}
 * </pre>
 *
 * <p>All figures are totals since the module started, never differences: what a lost datagram said, a later one says
 * again. A report has the flows that changed since the last one, every {@link #FULL_EVERY}th has all. A receiver keeps
 * the largest totals it has seen of each (node, module, src, dst, ttl); they restart when {@code seq} does. A flow that
 * several packet threads count is one flow in the report.
 *
 * <p><b>Units.</b> {@code time} is in milliseconds since 1970 UTC; {@code bytes} are those of IP packets.
 *
 * <p><b>Thread.</b> The module's own.
 */
final class Report {

    /** Longest datagram: fits any path's MTU with room for tunnels. */
    static final int MAX_LENGTH = 1400;
    /** Every how many reports all flows are repeated. */
    static final int FULL_EVERY = 10;
    private static final int LONGEST_FLOW = 200;
    /** The names in the head and the end, and their numbers at their longest. */
    private static final int HEAD_WITHOUT_SOURCE = 100 + 7 * 19;

    private final String source;
    private final long intervalMillis;
    private final FlowTables tables;
    private final int room;
    /** By place and slot: the packets of the flow when it was reported last. */
    private final long[] @Nullable [] reported;
    private List<StringBuilder> parts = new ArrayList<>();
    private long seq;
    private long flowCount;

    Report(String moduleId, String nodeId, long intervalMillis, FlowTables tables) {
        this.source = "{\"module\":" + quote(moduleId) + ",\"node\":" + quote(nodeId);
        this.intervalMillis = intervalMillis;
        this.tables = tables;
        this.reported = new long[tables.size()][];
        this.room = MAX_LENGTH - HEAD_WITHOUT_SOURCE - utf8(source).length;
        if (room < LONGEST_FLOW) {
            throw new IllegalArgumentException("the names of module and node are too long for a report: " + moduleId
                    + ", " + nodeId);
        }
    }

    /** The datagrams of the next report, at least one. */
    List<byte[]> next(long timeMillis, boolean all) {
        seq++;
        parts = new ArrayList<>();
        parts.add(new StringBuilder());
        flowCount = 0;
        boolean full = all || seq % FULL_EVERY == 1;
        FlowTables.Totals totals = tables.totals();
        tables.forEach((place, table, slot, packets, bytes) -> {
            flowCount++;
            if (isNews(place, table, slot, packets) || full) {
                add(flow(table, slot, packets, bytes));
            }
        });
        List<byte[]> datagrams = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            datagrams.add(utf8(source + ",\"seq\":" + seq + ",\"part\":" + (i + 1) + ",\"parts\":" + parts.size()
                    + ",\"time\":" + timeMillis + ",\"interval_ms\":" + intervalMillis + ",\"packets\":"
                    + totals.packets() + ",\"table_full\":" + totals.full() + ",\"flows\":[" + parts.get(i) + "]}"));
        }
        return datagrams;
    }

    /** How many flows there were at the last report. */
    long flowCount() {
        return flowCount;
    }

    private boolean isNews(int place, FlowTable table, int slot, long packets) {
        long[] last = reported[place];
        if (last == null) {
            last = new long[table.slots()];
            reported[place] = last;
        }
        boolean news = last[slot] != packets;
        last[slot] = packets;
        return news;
    }

    private void add(String flow) {
        StringBuilder part = parts.getLast();
        if (part.length() + 1 + flow.length() > room) {
            part = new StringBuilder();
            parts.add(part);
        }
        if (!part.isEmpty()) {
            part.append(',');
        }
        part.append(flow);
    }

    private static String flow(FlowTable table, int slot, long packets, long bytes) {
        StringBuilder text = new StringBuilder(LONGEST_FLOW);
        text.append("{\"src\":\"");
        IpText.append(text, table.sourceHigh(slot), table.sourceLow(slot));
        text.append("\",\"dst\":\"");
        IpText.append(text, table.destinationHigh(slot), table.destinationLow(slot));
        text.append("\",\"ttl\":").append(table.ttl(slot));
        text.append(",\"packets\":").append(packets);
        return text.append(",\"bytes\":").append(bytes).append('}').toString();
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                quoted.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xf, 16));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
