package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import org.netserv.node.message.StatusCode;

class LogsCommandTest {
    private static final Map<String, Object> ONE = event("1", "detached", "jane", "a.b_1.0.0");
    private static final Map<String, Object> TWO = event("2", "restarted", "jane", "a.b_1.0.0");
    private static final Map<String, Object> THREE = event("3", "detached", "john", "a.b_2.0.0");

    @TempDir
    private Path folder;

    private static Map<String, Object> event(String at, String kind, String user, String module) {
        return Map.of("at", at, "kind", kind, "user", user, "module", module, "text", "because");
    }

    private static Answer status(List<Map<String, Object>> events) {
        return Answer.of(StatusCode.DONE, "").with(Json.compact(Map.of("events", events)));
    }

    /** The times of the events that are shown. */
    private List<String> shown(String... options) throws Exception {
        try (FakeNode node = new FakeNode(folder, status(List.of(ONE, TWO, THREE)))) {
            assertEquals(0, node.run(Stream.concat(Stream.of("logs"), Stream.of(options)).toArray(String[]::new)),
                    () -> node.err);
            return node.out.lines().map(line -> line.split(" ", 2)[0]).toList();
        }
    }

    @Test
    void shouldShowALineAnEvent() throws Exception {
        try (FakeNode node = new FakeNode(folder, status(List.of(ONE)))) {
            assertEquals(0, node.run("logs"), () -> node.err);
            assertEquals("1 detached a.b_1.0.0 of jane: because\n", node.out);
        }
    }

    @Test
    void shouldShowThoseThatAreAskedFor() throws Exception {
        assertEquals(List.of("1", "2", "3"), shown());
        assertEquals(List.of("1", "2"), shown("--user", "jane"));
        assertEquals(List.of("1", "3"), shown("--kind", "detached"));
        assertEquals(List.of("1", "2", "3"), shown("--kind", "detached", "--kind", "restarted", "--module", "a.b"));
        assertEquals(List.of("3"), shown("--module", "a.b_2.0.0"));
        assertEquals(List.of("1"), shown("--module", "a.b", "--kind", "detached", "--user", "jane"));
        assertEquals(List.of("no"), shown("--user", "jim"));
    }

    @Test
    void shouldAnswerInJson() throws Exception {
        try (FakeNode node = new FakeNode(folder, status(List.of(ONE, TWO)))) {
            assertEquals(0, node.run("logs", "--json", "--kind", "restarted"), () -> node.err);
            assertEquals(List.of(TWO), Json.parse(node.out).get("events"));
        }
    }

    @Test
    void shouldFollowAndShowEachEventOnce() throws Exception {
        try (FakeNode node = new FakeNode(folder, status(List.of(ONE)), status(List.of(ONE)),
                status(List.of(ONE, TWO, THREE)))) {
            assertEquals(1, node.run("logs", "--follow", "--interval", "0.1", "--json"));
            assertEquals(List.of(ONE, TWO, THREE), node.out.lines().map(Json::parse).toList());
            assertTrue(node.err.contains("no node answers"), node.err);
        }
    }

    @Test
    void shouldSayWhatTheNodeRefuses() throws Exception {
        try (FakeNode node = new FakeNode(folder, Answer.of(StatusCode.FORBIDDEN, "for the operator"))) {
            assertEquals(1, node.run("logs"));
            assertTrue(node.out.startsWith("403"), node.out);
        }
    }
}
