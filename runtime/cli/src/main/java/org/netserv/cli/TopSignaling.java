package org.netserv.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What signaling did between two looks at a node's state; all rates are a second, and have only what rose.
 *
 * @param sessions there are now
 * @param associations there are now
 * @param handshakes that this node has completed
 * @param handshakeMillis mean time from a Query to its Response, of handshakes between the looks; 0 if there were none
 * @param received messages by kind
 * @param sent messages by kind
 * @param forwarded Queries that went on to other nodes
 * @param dropped messages by reason
 */
record TopSignaling(long sessions, long associations, double handshakes, double handshakeMillis,
        Map<String, Double> received, Map<String, Double> sent, double forwarded, Map<String, Double> dropped) {
    /** What its counters begin with. */
    static final String PREFIX = "signaling.";

    private static final String SESSIONS = PREFIX + "sessions";
    /** Of packet threads, on the path: Queries that went on as there was no room for them here, and others that went on. */
    private static final String MISSED = "signaling\\.w\\d+\\.missed";
    private static final String PASSED = "signaling\\.w\\d+\\.passed";

    /**
     * Of a node's counters, or null if it has no signaling.
     *
     * @param rose how much a counter rose between the looks
     */
    static @Nullable TopSignaling of(Map<?, ?> now, ToDoubleFunction<String> rose, double seconds) {
        if (!now.containsKey(SESSIONS)) {
            return null;
        }
        double queriers = rose.applyAsDouble(PREFIX + "handshake.count");
        Map<String, Double> dropped = byName(now, rose, seconds, "dropped.");
        double missed = matching(now, rose, MISSED) / seconds;
        if (missed > 0) {
            dropped.put("missed", missed);
        }
        return new TopSignaling(value(now, SESSIONS), value(now, PREFIX + "associations"),
                rose.applyAsDouble(PREFIX + "handshakes") / seconds,
                queriers == 0 ? 0 : rose.applyAsDouble(PREFIX + "handshake.millis") / queriers,
                byName(now, rose, seconds, "received."), byName(now, rose, seconds, "sent."),
                (rose.applyAsDouble(PREFIX + "forwarded.queries") + matching(now, rose, PASSED)) / seconds, dropped);
    }

    private static long value(Map<?, ?> counters, String name) {
        return counters.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static double matching(Map<?, ?> now, ToDoubleFunction<String> rose, String pattern) {
        return now.keySet().stream().map(String::valueOf).filter(name -> name.matches(pattern))
                .mapToDouble(rose).sum();
    }

    private static Map<String, Double> byName(Map<?, ?> now, ToDoubleFunction<String> rose, double seconds,
            String group) {
        Map<String, Double> rates = new TreeMap<>();
        for (Object key : now.keySet()) {
            String name = String.valueOf(key);
            double more = name.startsWith(PREFIX + group) ? rose.applyAsDouble(name) : 0;
            if (more > 0) {
                rates.put(name.substring(PREFIX.length() + group.length()), more / seconds);
            }
        }
        return rates;
    }

    /** As JSON has it. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sessions", sessions);
        map.put("associations", associations);
        map.put("handshakes-per-second", handshakes);
        map.put("handshake-millis", handshakeMillis);
        map.put("received-per-second", received);
        map.put("sent-per-second", sent);
        map.put("forwarded-per-second", forwarded);
        map.put("dropped-per-second", dropped);
        return map;
    }

    /** For a terminal: one line, and one more for each of what has come, gone and been dropped. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT,
                "signaling: %d sessions, %d associations, %.1f handshakes/s%s, %.1f Queries/s passed on%n", sessions,
                associations, handshakes,
                handshakeMillis == 0 ? "" : String.format(Locale.ROOT, " of %.1f ms", handshakeMillis), forwarded));
        line(text, "received/s", received);
        line(text, "sent/s", sent);
        line(text, "dropped/s", dropped);
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Map<String, Double> rates) {
        List<String> words = new ArrayList<>();
        rates.forEach((what, rate) -> words.add(String.format(Locale.ROOT, "%s %.1f", what, rate)));
        if (!words.isEmpty()) {
            text.append(String.format(Locale.ROOT, "  %-12s%s%n", name, String.join(", ", words)));
        }
    }
}
