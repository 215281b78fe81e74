package org.netserv.apps.netmonitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a receiver makes of datagrams: the JSON is checked whole, by a small reader of its own. */
record Reports(Map<String, Flow> flows) {

    record Flow(long packets, long bytes) {

        Flow plus(Flow other) {
            return new Flow(packets + other.packets, bytes + other.bytes);
        }
    }

    private static final Pattern TOKEN = Pattern.compile("\\G(\"(?:[^\"\\\\]|\\\\.)*\"|[0-9]+|[\\[\\]{}:,])");

    static Reports of(List<String> datagrams) {
        Map<String, Flow> flows = new TreeMap<>();
        for (int i = 0; i < datagrams.size(); i++) {
            Map<?, ?> report = (Map<?, ?>) new Json(datagrams.get(i)).read();
            if (number(report, "part") != i + 1 || number(report, "parts") != datagrams.size()) {
                throw new AssertionError("part " + (i + 1) + " of " + datagrams.size() + " says " + report);
            }
            for (Object element : (List<?>) field(report, "flows")) {
                Map<?, ?> flow = (Map<?, ?>) element;
                flows.put(flow.get("src") + ">" + flow.get("dst") + "/" + flow.get("ttl"),
                        new Flow(number(flow, "packets"), number(flow, "bytes")));
            }
        }
        return new Reports(flows);
    }

    private static Object field(Map<?, ?> object, String name) {
        return Objects.requireNonNull(object.get(name), name);
    }

    private static long number(Map<?, ?> object, String name) {
        return (Long) field(object, name);
    }

    long packets() {
        return flows.values().stream().mapToLong(Flow::packets).sum();
    }

    /** As much JSON as reports need: objects, arrays, strings, whole numbers, no blanks. */
    private static final class Json {

        private final List<String> tokens = new ArrayList<>();
        private int at;

        Json(String text) {
            Matcher matcher = TOKEN.matcher(text);
            int end = 0;
            while (matcher.find()) {
                tokens.add(matcher.group());
                end = matcher.end();
            }
            if (end != text.length()) {
                throw new AssertionError("no JSON at " + end + ": " + text);
            }
        }

        Object read() {
            Object value = value();
            if (at != tokens.size()) {
                throw new AssertionError("more than one value");
            }
            return value;
        }

        private Object value() {
            String token = tokens.get(at++);
            return switch (token.charAt(0)) {
                case '{' -> object();
                case '[' -> array();
                case '"' -> token.substring(1, token.length() - 1);
                default -> Long.valueOf(token);
            };
        }

        private Map<String, Object> object() {
            Map<String, Object> object = new TreeMap<>();
            while (!tokens.get(at).equals("}")) {
                String name = (String) value();
                expect(":");
                object.put(name, value());
                comma("}");
            }
            at++;
            return object;
        }

        private List<Object> array() {
            List<Object> array = new ArrayList<>();
            while (!tokens.get(at).equals("]")) {
                array.add(value());
                comma("]");
            }
            at++;
            return array;
        }

        private void comma(String end) {
            if (!tokens.get(at).equals(end)) {
                expect(",");
                if (tokens.get(at).equals(end)) {
                    throw new AssertionError("comma before " + end);
                }
            }
        }

        private void expect(String token) {
            if (!tokens.get(at++).equals(token)) {
                throw new AssertionError("expected " + token + " at token " + at);
            }
        }
    }
}
