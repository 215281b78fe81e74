package org.netserv.signaling.trace;

/** An entry as lines for people. */
public final class TraceText {
    private static final String INDENT = "  ";

    private TraceText() {}

    /** From where to where and how it went, on one line without an end; the time is the caller's to say. */
    public static String head(TraceEntry entry) {
        Passage passage = entry.passage();
        String name = passage.interfaceName();
        return (name.isEmpty() ? "" : name + " ") + passage.source() + " → " + passage.destination() + ", TTL "
                + passage.ipTtl() + ", " + entry.encapsulation()
                + (passage.routerAlert() == Passage.NO_ALERT ? "" : ", router alert " + passage.routerAlert());
    }

    /** The rest, field by field: indented lines, each with its end. */
    public static String fields(TraceEntry entry) {
        StringBuilder text = new StringBuilder();
        if (!entry.note().isEmpty()) {
            text.append(INDENT).append(entry.note()).append('\n');
        }
        MessageReading message = entry.message();
        if (message != null) {
            text.append(message.text().indent(INDENT.length()));
        }
        return text.toString();
    }
}
