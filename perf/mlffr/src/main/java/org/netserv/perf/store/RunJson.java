package org.netserv.perf.store;

import java.util.List;
import java.util.Map;
import org.netserv.node.json.Json;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Run;

/** A run as JSON text, one line a trial, and back. */
public final class RunJson {

    private RunJson() {}

    /** Ends with a line end. */
    public static String write(Run run) {
        StringBuilder text = new StringBuilder();
        object(text, run, 0);
        return text.append('\n').toString();
    }

    /** <b>Errors.</b> {@link IllegalArgumentException} with a sentence that says what is wrong with the text. */
    public static Run read(String text) {
        Map<String, Object> tree = Json.parse(text);
        Object format = tree.get("format");
        if (!(format instanceof Integer) || !tree.containsKey("cells")) {
            throw new IllegalArgumentException("it is JSON, but not a run of this harness");
        }
        if (!format.equals(Run.FORMAT)) {
            throw new IllegalArgumentException(
                    "it is of format " + format + ", and this version reads format " + Run.FORMAT);
        }
        return RecordTree.read(Run.class, tree);
    }

    /** Components one a line; lists of records element by element, cells' once more. */
    private static void object(StringBuilder text, Record record, int depth) {
        String indent = "  ".repeat(depth + 1);
        text.append('{');
        String separator = "\n";
        if (!(RecordTree.of(record) instanceof Map<?, ?> components)) {
            throw new IllegalStateException("not an object: " + record);
        }
        for (Map.Entry<?, ?> component : components.entrySet()) {
            text.append(separator).append(indent).append(Json.compact(component.getKey().toString())).append(": ");
            Object value = component.getValue();
            if (record instanceof Run run && component.getKey().equals("cells")) {
                cells(text, run.cells(), depth + 1);
            } else if (value instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Map) {
                list(text, list, indent);
            } else {
                text.append(value == null ? "null" : Json.compact(value));
            }
            separator = ",\n";
        }
        text.append('\n').append("  ".repeat(depth)).append('}');
    }

    private static void cells(StringBuilder text, List<Cell> cells, int depth) {
        text.append('[');
        String separator = "";
        for (Cell cell : cells) {
            text.append(separator);
            object(text, cell, depth);
            separator = ", ";
        }
        text.append(']');
    }

    private static void list(StringBuilder text, List<?> list, String indent) {
        text.append('[');
        String separator = "\n";
        for (Object element : list) {
            text.append(separator).append(indent).append("  ").append(Json.compact(element));
            separator = ",\n";
        }
        text.append('\n').append(indent).append(']');
    }
}
