package org.netserv.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.netserv.node.message.PathAnswer.Result;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.client.PathResult;
import org.netserv.signaling.nslp.wire.StackEntry;
import picocli.CommandLine.ExitCode;

/** Shows what the nodes on a path answered, the nearest first. They are strangers: nothing of theirs reaches the terminal as it is. */
final class PathReport {
    private static final List<String> TITLES = List.of("HOP", "NODE", "ADDRESS", "RESULT", "CODE", "MODULE");

    private PathReport() {}

    /** Prints it; the exit code is 0 if the whole path has answered and no node refused, else 1. */
    static int print(PathResult result, Output output) {
        output.print(object(result), text(result));
        boolean good = result.end() == PathResult.End.COMPLETE
                && result.nodes().stream().noneMatch(node -> node.result() == Result.REFUSED);
        return good ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static Map<String, Object> object(PathResult result) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("end", word(result.end()));
        object.put("truncated", result.isTruncated());
        object.put("millis", result.time().toMillis());
        if (!result.detail().isEmpty()) {
            object.put("detail", result.detail());
        }
        object.put("nodes", result.nodes().stream().map(PathReport::object).toList());
        return object;
    }

    private static Map<String, Object> object(StackEntry node) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("node-id", node.nodeId());
        object.put("addresses", node.addresses().stream().map(IpAddress::toString).toList());
        object.put("result", word(node.result()));
        object.put("code", node.code());
        put(object, "module", node.module());
        put(object, "detail", node.detail());
        put(object, "body", node.data());
        if (node.isShortened()) {
            object.put("shortened", true);
        }
        return object;
    }

    private static void put(Map<String, Object> object, String name, String value) {
        if (!value.isEmpty()) {
            object.put(name, value);
        }
    }

    private static String text(PathResult result) {
        List<List<String>> rows = new ArrayList<>(List.of(TITLES));
        for (int i = 0; i < result.nodes().size(); i++) {
            StackEntry node = result.nodes().get(i);
            rows.add(List.of(Integer.toString(i + 1), node.nodeId(),
                    node.addresses().isEmpty() ? "-" : node.addresses().getFirst().toString(), word(node.result()),
                    Integer.toString(node.code()), printable(node.module())));
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size() && rows.size() > 1; i++) {
            for (int column = 0; column < TITLES.size(); column++) {
                int at = column;
                int width = rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
                text.append(rows.get(i).get(column)).repeat(' ', width + 2 - rows.get(i).get(column).length());
            }
            end(text);
            if (i > 0) {
                more(text, result.nodes().get(i - 1));
            }
        }
        if (result.isTruncated()) {
            text.append("Some nodes found no room to answer.\n");
        }
        return text + (result.detail().isEmpty() ? "" : capital(result.detail()) + ".\n");
    }

    private static void more(StringBuilder text, StackEntry node) {
        if (!node.detail().isEmpty()) {
            text.append("     ").append(printable(node.detail())).append('\n');
        }
        node.data().lines().forEach(line -> text.append("     ").append(printable(line)).append('\n'));
        if (node.isShortened()) {
            text.append("     (shortened)\n");
        }
    }

    private static void end(StringBuilder text) {
        text.setLength(text.toString().stripTrailing().length());
        text.append('\n');
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String capital(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }
}
