package org.netserv.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.netserv.node.message.Answer;
import picocli.CommandLine.ExitCode;

/** Shows a node's answer. */
final class Answers {
    private Answers() {}

    /** Prints an answer; the exit code is 0 if the node did as asked, else 1. */
    static int print(Answer answer, Output output) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("code", answer.code().code());
        object.put("reason", answer.code().reason());
        put(object, "node-id", answer.nodeId());
        put(object, "module", answer.module());
        if (answer.line() > 0) {
            object.put("line", answer.line());
        }
        put(object, "detail", answer.detail());
        put(object, "body", answer.body());
        StringBuilder text = new StringBuilder();
        text.append(answer.code().code()).append(' ').append(answer.code().reason());
        append(text, " ", answer.module());
        append(text, ", line ", answer.line() > 0 ? Integer.toString(answer.line()) : "");
        append(text, ": ", answer.detail());
        append(text, "\n", answer.body());
        output.print(object, text.toString());
        return answer.code().isSuccess() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void put(Map<String, Object> object, String name, String value) {
        if (!value.isEmpty()) {
            object.put(name, value);
        }
    }

    private static void append(StringBuilder text, String separator, String value) {
        if (!value.isEmpty()) {
            text.append(separator).append(value);
        }
    }
}
