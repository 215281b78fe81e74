package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.message.Answer;
import org.netserv.node.message.Method;
import org.netserv.testing.BundleBuilder;

/** What a module hands over to its next run. */
class CheckpointTest {
    /** Its state is a number, which it shows as a counter, and raises by one in each run. */
    private static final String COUNTS = """
            int number;
            public void start(ModuleContext context) { context.counter("number").add(++number); }
            public byte[] checkpoint() throws Exception { return new byte[]{(byte) number}; }
            public void restore(byte[] state) throws Exception { number = state[0]; }
            """;

    @TempDir
    private Path directory;
    private ControllerFixture node;

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    private Answer setup(String version, String body) throws IOException {
        Path jar = BundleBuilder.bundle("a.b", version).header("NetServ-Module", "guest.Entry")
                .source("guest.Entry", "public class Entry implements Module, Checkpointable {" + body + "}")
                .build(directory.resolve(version + ".jar"));
        return node.send(node.setup("a.b_" + version, node.serve(jar), UnaryOperator.identity()));
    }

    private void install(String version, String body) throws IOException {
        Answer answer = setup(version, body);
        assertEquals(200, answer.code().code(), answer::detail);
    }

    private void assertNumber(int expected) {
        String body = node.send(node.request(Method.PROBE, "a.b")).body();
        assertTrue(body.contains(" custom.number=" + expected + " "), body);
    }

    @Test
    void shouldComeToTheVersionThatTakesItsPlace() throws IOException {
        install("1.0.0", COUNTS);
        install("2.0.0", COUNTS);
        assertNumber(2);
        install("3.0.0", COUNTS);
        assertNumber(3);
    }

    @Test
    void shouldComeBackAfterTheNodesEndOnce() throws IOException {
        install("1.0.0", COUNTS);
        node.restart();
        assertNumber(2);
        node.restart();
        assertNumber(3);
    }

    @Test
    void shouldComeBackWhenItsPublisherHasChanged() throws IOException {
        install("1.0.0", COUNTS);
        node.janesPrefixes = new String[]{"10.0.3.0/24"};
        assertEquals(200, node.operator(Method.RELOAD, "*").code().code());
        assertNumber(2);
    }

    @Test
    void shouldNotComeToWhatIsInstalledAnew() throws IOException {
        install("1.0.0", COUNTS);
        node.send(node.request(Method.REMOVE, "a.b"));
        install("1.0.0", COUNTS);
        assertNumber(1);
    }

    @Test
    void shouldRefuseAVersionThatCannotTakeItAndLeaveTheOther() throws IOException {
        install("1.0.0", COUNTS);
        Answer answer = setup("2.0.0", COUNTS.replace("number = state[0]", "throw new Exception(\"of another time\")"));
        assertEquals(500, answer.code().code());
        assertTrue(answer.detail().contains("of another time"), answer.detail());
        assertNumber(1);
    }

    @Test
    void shouldBeginWithoutWhatIsNotHandedOut() throws IOException {
        for (String bad : new String[]{"throw new Exception()", "return null", "return new byte[(1 << 20) + 1]"}) {
            install("1.0.0", COUNTS.replace("return new byte[]{(byte) number}", bad));
            install("2.0.0", COUNTS);
            assertNumber(1);
            node.send(node.request(Method.REMOVE, "a.b"));
        }
    }
}
