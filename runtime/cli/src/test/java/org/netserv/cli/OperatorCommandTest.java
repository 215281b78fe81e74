package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.StatusCode;

/** What an operator types, what the node is asked, and what the operator reads. */
class OperatorCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "evict a.b --user jane                      | EVICT a.b    | user:jane",
        "evict a.b_1.0.0 -u jane                    | EVICT a.b_1.0.0 | user:jane",
        "evict --all --user jane                    | EVICT *      | user:jane",
        "suspend a.b --user jane                    | SUSPEND a.b  | user:jane",
        "suspend --all --user jane                  | SUSPEND *    | user:jane",
        "resume a.b --user jane                     | RESUME a.b   | user:jane",
        "resume --all --user jane                   | RESUME *     | user:jane",
        "rollback a.b --user jane                   | ROLLBACK a.b | user:jane",
        "rollback a.b --user jane --to a.b_1.0.0    | ROLLBACK a.b | user:jane version:a.b_1.0.0",
        "reload                                     | RELOAD *     | ''",
        "drain                                      | DRAIN *      | ''",
        "status                                     | STATUS *     | ''"})
    void shouldAskTheNodeAndShowWhatItAnswers(String command, String startLine, String headers) throws IOException {
        String[] arguments = command.split(" ", -1);
        Answer done = Answer.of(StatusCode.DONE, "").from("edge1").about("a.b_2.0.0")
                .with("{\"node-id\":\"edge1\",\"since\":\"then\",\"plane\":\"nfqueue\",\"plane-settings\":{}}");
        Answer unknown = Answer.of(StatusCode.NOT_FOUND, "user jane has no a.b here").from("edge1");
        try (FakeNode node = new FakeNode(folder, done, unknown, unknown)) {
            assertEquals(0, node.run(arguments), () -> node.err);
            assertEquals(startLine.equals("STATUS *") ? """
                    node edge1, since then
                    plane nfqueue {}
                    no modules
                    counters that are not 0
                    """ : "200 done a.b_2.0.0\n" + done.body() + "\n", node.out);
            assertEquals(1, node.run(arguments));
            assertEquals("404 no such module: user jane has no a.b here\n", node.out);
            assertEquals("", node.err);
            assertEquals(1, node.run(with(arguments, "--json")));
            assertEquals(Map.of("code", 404, "reason", "no such module", "node-id", "edge1", "detail",
                    "user jane has no a.b here"), Json.parse(node.out));
            assertEquals(3, node.received.size());
            for (ControlMessage message : node.received) {
                assertEquals(startLine, message.method() + " " + message.module());
                assertEquals(headers, message.headers().stream().map(header -> header.name() + ":" + header.value())
                        .collect(Collectors.joining(" ")));
            }
        }
    }

    @Test
    void shouldGiveWhatTheNodeSaysAsJson() throws IOException {
        Answer done = Answer.of(StatusCode.DONE, "2 modules").from("edge1").about("a.b_2.0.0").with("a.b_1.0.0\n");
        String state = "{\"node-id\":\"edge1\",\"modules\":[{\"id\":\"a.b_1.0.0\",\"counters\":{\"packets\":0}}]}";
        try (FakeNode node = new FakeNode(folder, done, Answer.of(StatusCode.DONE, "").with(state))) {
            assertEquals(0, node.run("evict", "--all", "--user", "jane", "--json"), () -> node.err);
            assertEquals(Map.of("code", 200, "reason", "done", "node-id", "edge1", "module", "a.b_2.0.0", "detail",
                    "2 modules", "body", "a.b_1.0.0\n"), Json.parse(node.out));
            assertEquals(0, node.run("status", "--json"), () -> node.err);
            assertEquals(Json.parse(state), Json.parse(node.out));
        }
    }

    /** Then nothing is sent: a node that answers nobody is not asked. */
    @Test
    void shouldFindWhatIsWrongBeforeItAsksTheNode() throws IOException {
        try (FakeNode node = new FakeNode(folder)) {
            for (List<String> command : List.of(List.of("evict", "a.b"), List.of("evict", "--user", "jane"),
                    List.of("suspend", "a.b", "--all", "--user", "jane"), List.of("rollback", "--user", "jane"),
                    List.of("drain", "a.b"), List.of("reload", "--user", "jane"))) {
                assertEquals(2, node.run(command.toArray(String[]::new)), () -> command + " " + node.err);
                assertEquals("", node.out);
            }
            assertEquals(1, node.run("evict", "a/b", "--user", "jane"));
            assertEquals(List.of(), node.received);
        }
    }

    private static String[] with(String[] arguments, String last) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(last);
        return all.toArray(String[]::new);
    }
}
