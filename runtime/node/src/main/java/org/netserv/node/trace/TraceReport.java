package org.netserv.node.trace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netserv.node.json.Json;

/**
 * The packets of a trace, and how it ended, as lines of JSON: first what the trace was, then a line a packet.
 *
 * <pre>
 *   {"matched":120,"shown":100,"ended":"count"}
 *   {"at":1767225600000000000,"thread":0,"length":340,"verdict":"reply","user":"janedoe","module":"a.b_1.0.0",
 *    "nanos":9120,"packets":12,"data":"RQAB…"}
 * </pre>
 *
 * <p>A trace that is shown as it runs has these lines in several answers: packets in each, and the first line in the last.
 *
 * @param matched how many packets matched while it ran, also those behind the count
 * @param ended why it did
 * @param packets those that are shown, the oldest first
 */
public record TraceReport(long matched, String ended, List<TracedPacket> packets) {
    private static final int HEAD_CHARS = 200;

    /** Takes a copy. */
    public TraceReport {
        packets = List.copyOf(packets);
    }

    /** Packets alone, as text. */
    public static String lines(List<TracedPacket> packets) {
        StringBuilder lines = new StringBuilder();
        packets.forEach(packet -> lines.append(Json.compact(packet.toMap())).append('\n'));
        return lines.toString();
    }

    /** Reads such a text. <b>Errors.</b> {@link IllegalArgumentException} if it is something else. */
    public static List<TracedPacket> parseLines(String text) {
        return text.lines().map(line -> TracedPacket.of(Json.parse(line))).toList();
    }

    /** As text of at most so many bytes: the last packets are left out if they do not fit. */
    public String text(int maxBytes) {
        StringBuilder lines = new StringBuilder();
        int shown = 0;
        for (TracedPacket packet : packets) {
            // All of it is ASCII: ids and names are, and so is base64.
            String line = Json.compact(packet.toMap());
            if (HEAD_CHARS + lines.length() + line.length() + 1 > maxBytes) {
                break;
            }
            lines.append(line).append('\n');
            shown++;
        }
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("matched", matched);
        head.put("shown", shown);
        head.put("ended", ended);
        return Json.compact(head) + "\n" + lines;
    }

    /** Reads such a text. <b>Errors.</b> {@link IllegalArgumentException} if it is something else. */
    public static TraceReport parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("the trace is empty: expected a line about it");
        }
        Map<String, Object> head = Json.parse(lines.getFirst());
        List<TracedPacket> packets = lines.stream().skip(1).map(line -> TracedPacket.of(Json.parse(line))).toList();
        return new TraceReport(head.get("matched") instanceof Number number ? number.longValue() : packets.size(),
                String.valueOf(head.get("ended")), packets);
    }
}
