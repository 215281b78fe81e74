package org.netserv.perf.signaling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.netserv.node.json.Json;
import org.netserv.perf.store.RecordTree;

/** The other end of a {@link Companion}: answers each line of its input with one of its output, until its input ends. */
final class Answers {
    /** What an answer is called that is the reason why there is none. */
    static final String ERROR = "error";

    private Answers() {}

    /** On the calling thread. What {@code answer} throws becomes the answer. */
    static void give(InputStream questions, PrintStream to, Function<String, Record> answer) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(questions, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            to.println(text(line, answer));
            to.flush();
        }
    }

    private static String text(String line, Function<String, Record> answer) {
        try {
            Object tree = RecordTree.of(answer.apply(line));
            return Json.compact(tree == null ? Map.of() : tree);
        } catch (RuntimeException e) {
            return Json.compact(Map.of(ERROR, String.valueOf(e)));
        }
    }
}
