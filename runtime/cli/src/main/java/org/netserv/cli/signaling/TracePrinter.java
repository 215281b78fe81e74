package org.netserv.cli.signaling;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.netserv.node.replay.PcapngWriter;
import org.netserv.signaling.trace.Encapsulation;
import org.netserv.signaling.trace.TraceDecoder;
import org.netserv.signaling.trace.TraceEntry;
import org.netserv.signaling.trace.TraceFields;
import org.netserv.signaling.trace.TraceText;

/**
 * Has packets decoded, shows what is selected, and keeps those packets in a file. Of connections it keeps all packets: with one of
 * them missing, what follows could not be read again.
 */
public final class TracePrinter {
    private static final long NANOS = 1_000_000_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
            .withZone(ZoneOffset.UTC);

    private final TraceDecoder decoder;
    private final TraceSelection selection;
    private final PrintWriter out;
    private final boolean json;
    private final @Nullable PcapngWriter file;
    private final long most;
    private final List<TraceEntry> entries = new ArrayList<>();
    private long shown;
    private long packets;

    /**
     * One that has shown nothing.
     *
     * @param json whether each entry is an object on a line of its own, rather than text
     * @param file where packets are kept, or null
     * @param most ends the trace when so many entries have been shown
     */
    public TracePrinter(TraceDecoder decoder, TraceSelection selection, PrintWriter out, boolean json,
            @Nullable PcapngWriter file, long most) {
        this.decoder = decoder;
        this.selection = selection;
        this.out = out;
        this.json = json;
        this.file = file;
        this.most = most;
    }

    /** Whether as much has been shown as was asked for. */
    public boolean isEnough() {
        return shown >= most;
    }

    /** How many entries have been shown. */
    public long shown() {
        return shown;
    }

    /** How many packets were signaling. */
    public long packets() {
        return packets;
    }

    /**
     * The next packet, from its IP header on.
     *
     * @param originalLength how long it was before it was cut
     */
    public void packet(long epochNanos, String interfaceName, byte[] in, int from, int count, int originalLength)
            throws IOException {
        entries.clear();
        if (!decoder.packet(epochNanos, interfaceName, in, from, count, entries::add)) {
            return;
        }
        packets++;
        boolean isKept = entries.isEmpty() || entries.getFirst().encapsulation() == Encapsulation.CONNECTION;
        StringBuilder comment = new StringBuilder();
        for (TraceEntry entry : entries) {
            if (selection.selects(entry) && !isEnough()) {
                show(entry);
                isKept = true;
                comment.append(entry.encapsulation()).append('\n').append(TraceText.fields(entry));
            }
        }
        if (file != null && isKept) {
            file.write(epochNanos, Arrays.copyOfRange(in, from, from + count), originalLength,
                    fitting(comment.toString().stripTrailing()));
        }
    }

    /** No more packets come. */
    public void end() {
        entries.clear();
        decoder.end(entries::add);
        for (TraceEntry entry : entries) {
            if (selection.selects(entry) && !isEnough()) {
                show(entry);
            }
        }
        out.flush();
    }

    /** Lets others read what has been shown. */
    public void flush() throws IOException {
        out.flush();
        if (file != null) {
            file.flush();
        }
    }

    private void show(TraceEntry entry) {
        shown++;
        long nanos = entry.passage().epochNanos();
        String time = TIME.format(Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS)));
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("time", time);
            object.putAll(TraceFields.of(entry));
            out.print(Json.compact(object) + "\n");
        } else {
            out.print(time + " " + TraceText.head(entry) + "\n" + TraceText.fields(entry));
        }
    }

    /** As much of a comment as a file can hold; no character is longer than three bytes here. */
    private static String fitting(String comment) {
        return comment.getBytes(StandardCharsets.UTF_8).length <= PcapngWriter.MAX_COMMENT_BYTES ? comment
                : comment.substring(0, Math.min(comment.length(), PcapngWriter.MAX_COMMENT_BYTES / 3));
    }
}
