package org.netserv.node.json;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.Map;

/** Maps, lists, strings, numbers and booleans as JSON text, and back. <b>Thread.</b> Any. */
public final class Json {
    private static final JSON COMPACT = JSON.std;
    private static final JSON PRETTY = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    private Json() {}

    /** On one line. */
    public static String compact(Object value) {
        return write(COMPACT, value);
    }

    /** On many lines, for people. */
    public static String pretty(Object value) {
        return write(PRETTY, value);
    }

    /** Reads an object. <b>Errors.</b> {@link IllegalArgumentException} if the text is not one. */
    public static Map<String, Object> parse(String text) {
        try {
            return COMPACT.mapFrom(text);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getMessage(), e);
        }
    }

    private static String write(JSON json, Object value) {
        try {
            return json.asString(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getMessage(), e);
        }
    }
}
