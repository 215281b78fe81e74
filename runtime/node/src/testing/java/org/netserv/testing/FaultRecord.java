package org.netserv.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netserv.node.json.Json;

/**
 * What a test has seen of a fault that it caused, as a file below {@code target/faults} of its module: {@code netserv faults} makes the
 * table in {@code docs/faults.md} of them. Figures are read by people; no test compares them.
 *
 * <p><b>Thread.</b> One.
 */
public final class FaultRecord {
    private static final Path FOLDER = Path.of("target", "faults");
    private static final Path LOAD = Path.of("/proc/loadavg");

    private final String fault;
    private final String test;
    private final Map<String, Long> packets = new LinkedHashMap<>();
    private final List<Map<String, Object>> figures = new ArrayList<>();
    private String node = "";

    private FaultRecord(String fault, String test) {
        this.fault = fault;
        this.test = test;
    }

    /**
     * Of one fault.
     *
     * @param fault its name in the table: small letters, digits and hyphens
     */
    public static FaultRecord of(String fault, Class<?> test) {
        if (!fault.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("fault must be of small letters, digits and hyphens: fault=" + fault);
        }
        return new FaultRecord(fault, test.getName());
    }

    /** Packets that were sent while it was there, and that did not come to their receiver. */
    public FaultRecord packets(long sent, long lost) {
        packets.put("sent", sent);
        packets.put("lost", lost);
        return this;
    }

    /** Of those that came, packets that their module has not seen. */
    public FaultRecord unseen(long count) {
        packets.put("unseen", count);
        return this;
    }

    /** What the node did, or said, as the test has seen it. */
    public FaultRecord node(String words) {
        node = words;
        return this;
    }

    /**
     * A figure.
     *
     * @param what is measured, as it stands before the value
     * @param unit as it stands behind it; empty for a number of things
     */
    public FaultRecord figure(String what, long value, String unit) {
        figures.add(Map.of("what", what, "value", value, "unit", unit));
        return this;
    }

    /** Writes it, in place of an earlier one of this fault. */
    public void write() {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("fault", fault);
        record.put("test", test);
        record.put("packets", packets);
        record.put("node", node);
        record.put("figures", figures);
        record.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        try {
            record.put("load", Double.parseDouble(Files.readString(LOAD).split(" ", 2)[0]));
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(fault + ".json"), Json.pretty(record) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
