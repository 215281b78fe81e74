package org.netserv.perf.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a test has seen of a fault that it caused; {@code FaultRecord} of the tests writes it.
 *
 * @param fault its name
 * @param test the test's class, with its package
 * @param packets {@code sent}, {@code lost} and {@code unseen}, as far as it counted them
 * @param node what the node did or said; empty if there is nothing beside what the table says anyway
 * @param figures in the order in which they are shown
 * @param at RFC 3339, UTC
 * @param load average of the host's load over the minute before
 */
public record Fault(String fault, String test, Map<String, Long> packets, String node, List<Figure> figures, String at,
        double load) {

    /**
     * A figure.
     *
     * @param what stands before it
     * @param unit stands behind it, and may be empty
     */
    public record Figure(String what, long value, String unit) {
        String words() {
            return what + " " + number(value) + (unit.isEmpty() ? "" : " " + unit);
        }
    }

    /** The test's class without its package. */
    String shownBy() {
        return test.substring(test.lastIndexOf('.') + 1);
    }

    /** What was measured, on one line. */
    String words() {
        List<String> words = new ArrayList<>();
        if (packets.containsKey("sent")) {
            long sent = packets.getOrDefault("sent", 0L);
            long lost = packets.getOrDefault("lost", 0L);
            words.add(number(sent) + (sent == 1 ? " packet, " : " packets, ") + (lost == 0 ? "none" : number(lost))
                    + " lost"
                    + (packets.containsKey("unseen") ? ", " + number(packets.getOrDefault("unseen", 0L)) + " unseen"
                            : ""));
        }
        figures.forEach(figure -> words.add(figure.words()));
        if (!node.isEmpty()) {
            words.add("it said: “" + node.strip() + "”");
        }
        return String.join("; ", words);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
