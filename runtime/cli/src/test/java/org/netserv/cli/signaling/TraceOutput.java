package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netserv.cli.TestCommand;
import org.netserv.node.json.Json;

/**
 * What {@code netserv signal trace --json} says, each line in a few words: {@code Q-mode query 01}, {@code C-mode data 02 upstream},
 * {@code C-mode opens a connection}. A session is told by its last two digits.
 */
record TraceOutput(List<String> lines) {
    /** Of a capture. */
    static TraceOutput of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<Object> all = new ArrayList<>(List.of("signal", "trace", "--json"));
        all.addAll(List.of(arguments));
        assertEquals(0, TestCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), all), err::toString);
        return ofJson(out.toString().lines().toList());
    }

    static TraceOutput ofJson(List<String> objects) {
        return new TraceOutput(objects.stream().map(line -> words(Json.parse(line))).toList());
    }

    private static String words(Map<String, Object> entry) {
        StringBuilder words = new StringBuilder(String.valueOf(entry.get("encapsulation")));
        if (entry.get("message") instanceof Map<?, ?> message) {
            words.append(' ').append(message.containsKey("fault") ? "fault" : message.get("type"));
            if (message.get("session") instanceof String session) {
                words.append(' ').append(session.substring(session.length() - 2));
            }
            if (message.get("flow") instanceof Map<?, ?> flow && "upstream".equals(flow.get("direction"))) {
                words.append(" upstream");
            }
        }
        return words + (entry.get("note") instanceof String note ? " " + note : "");
    }

    /** These lines are there in this order, whatever is between them; each begins as given. */
    TraceOutput inOrder(String... expected) {
        int at = 0;
        for (String next : expected) {
            while (at < lines.size() && !lines.get(at).startsWith(next)) {
                at++;
            }
            assertTrue(at < lines.size(), () -> "no " + next + " in its place in " + String.join("\n", lines));
            at++;
        }
        return this;
    }

    /** The first place of a line that begins like this. */
    int first(String beginning) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(beginning)) {
                return i;
            }
        }
        throw new AssertionError("no " + beginning + " in " + String.join("\n", lines));
    }
}
