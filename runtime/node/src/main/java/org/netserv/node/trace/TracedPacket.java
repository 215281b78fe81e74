package org.netserv.node.trace;

import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Verdict;
import org.netserv.node.packet.PacketParser;

/**
 * One packet as it was received, and what became of it.
 *
 * @param atNanos when its batch began, since 1970
 * @param thread number of the packet thread
 * @param length of the IP packet, in bytes
 * @param form {@code whole}, {@code fragment} or {@code malformed}
 * @param verdict in lower case; empty if the packet path failed before it had one
 * @param modified whether it left with other bytes
 * @param user publisher of the module; empty if no module saw it
 * @param module the last one that saw the packet, whose verdict it is; empty if none did
 * @param visitNanos CPU time that the module took for all packets that it saw in the batch, as it is charged
 * @param visitPackets how many those were
 * @param data its first bytes, in base64
 */
public record TracedPacket(long atNanos, int thread, int length, String form, String verdict, boolean modified,
        String user, String module, long visitNanos, int visitPackets, String data) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final String WHOLE = "whole";

    static String form(int parsed) {
        return switch (parsed) {
            case PacketParser.WHOLE -> WHOLE;
            case PacketParser.FRAGMENT -> "fragment";
            default -> "malformed";
        };
    }

    static String word(@Nullable Verdict verdict) {
        return verdict == null ? "" : verdict.name().toLowerCase(Locale.ROOT);
    }

    /** When its batch began. */
    public Instant at() {
        return Instant.ofEpochSecond(atNanos / NANOS_PER_SECOND, atNanos % NANOS_PER_SECOND);
    }

    /** Its first bytes. */
    public byte[] bytes() {
        return Base64.getDecoder().decode(data);
    }

    /** CPU time of the module's visit divided by the packets that it saw; 0 if no module saw it. */
    public long nanosPerPacket() {
        return visitPackets == 0 ? 0 : visitNanos / visitPackets;
    }

    /** As an object of JSON; what is as usual is left out. */
    public Map<String, Object> toMap() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", atNanos);
        fields.put("thread", thread);
        fields.put("length", length);
        if (!form.equals(WHOLE)) {
            fields.put("form", form);
        }
        fields.put("verdict", verdict);
        if (modified) {
            fields.put("modified", true);
        }
        if (!module.isEmpty()) {
            fields.put("user", user);
            fields.put("module", module);
            fields.put("nanos", visitNanos);
            fields.put("packets", visitPackets);
        }
        fields.put("data", data);
        return fields;
    }

    /** Reads what {@link #toMap} makes. <b>Errors.</b> {@link IllegalArgumentException} if it is something else. */
    public static TracedPacket of(Map<String, ?> fields) {
        return new TracedPacket(number(fields, "at"), (int) number(fields, "thread"), (int) number(fields, "length"),
                fields.containsKey("form") ? text(fields, "form") : WHOLE, text(fields, "verdict"),
                Boolean.TRUE.equals(fields.get("modified")), text(fields, "user"), text(fields, "module"),
                number(fields, "nanos"), (int) number(fields, "packets"), text(fields, "data"));
    }

    private static long number(Map<String, ?> fields, String name) {
        Object value = fields.get(name);
        if (value != null && !(value instanceof Number)) {
            throw new IllegalArgumentException(name + " of a packet is no number: " + value);
        }
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static String text(Map<String, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }
}
