package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.Method;
import org.netserv.node.message.PathAnswer;
import org.netserv.node.message.PathAnswer.Result;
import org.netserv.testing.BundleBuilder;

class PathControllerTest {
    private static final int PATIENCE_SECONDS = 20;

    @TempDir
    private static Path bundles;
    private static Path module;

    @TempDir
    private Path directory;
    private ControllerFixture node;
    private URI url;

    @BeforeAll
    static void buildBundle() {
        module = BundleBuilder.module("a.b", "1.0.0", "public void start(ModuleContext context) {}")
                .build(bundles.resolve("v1.jar"));
    }

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
        url = node.serve(module);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    private PathAnswer take(ControlMessage message) throws Exception {
        return node.host.onPath().take(message).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void expect(Result result, int code, ControlMessage message) throws Exception {
        PathAnswer answer = take(message);
        assertEquals(result, answer.result(), answer::toString);
        assertEquals(code, answer.answer().code().code(), answer::toString);
        assertEquals("node-1", answer.answer().nodeId());
    }

    /** Asks again until there is an end to it. */
    private void expectInTheEnd(Result result, int code, ControlMessage message) throws Exception {
        for (int i = 0; i < PATIENCE_SECONDS * 50 && take(message).result() == Result.PENDING; i++) {
            Thread.sleep(20);
        }
        expect(result, code, message);
    }

    private Instant ends() {
        return node.host.publishers().iterator().next().all().getFirst().ends();
    }

    @Test
    void shouldInstallOnceAndTellCopiesHowThingsStand() throws Exception {
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        take(setup);
        expectInTheEnd(Result.INSTALLED, 200, setup);
        assertEquals(1, node.http.requests());
        Instant ends = ends();
        node.clock.advance(Duration.ofSeconds(100));
        expect(Result.INSTALLED, 200, setup);
        assertEquals(ends, ends(), "a copy extends nothing");
        expect(Result.INSTALLED, 200, node.setup("a.b_1.0.0", url, UnaryOperator.identity()));
        assertEquals(ends.plusSeconds(100), ends(), "a new one does");
    }

    @Test
    void shouldNotBringBackWhatWasRemovedOrHasEnded() throws Exception {
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        take(setup);
        expectInTheEnd(Result.INSTALLED, 200, setup);
        ControlMessage remove = node.request(Method.REMOVE, "a.b");
        take(remove);
        expectInTheEnd(Result.DONE, 200, remove);
        expect(Result.REFUSED, 404, setup);
        assertEquals(1, node.http.requests());
        ControlMessage anew = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        take(anew);
        expectInTheEnd(Result.INSTALLED, 200, anew);
        expect(Result.INSTALLED, 200, remove);
        assertEquals(1, node.host.publishers().iterator().next().all().size(), "a copy of a REMOVE removes nothing");
        node.clock.advance(Duration.ofSeconds(599));
        node.clock.advance(Duration.ofSeconds(2));
        node.expire();
        expect(Result.REFUSED, 404, anew);
    }

    @Test
    void shouldAcceptWhatTakesLongAndRememberHowItFailed() throws Exception {
        ControlMessage setup = node.setup("a.b_1.0.0", node.http.hang("/never.jar"), UnaryOperator.identity());
        expect(Result.ACCEPTED, 202, setup);
        expect(Result.PENDING, 202, setup);
        expectInTheEnd(Result.REFUSED, 424, setup);
        expect(Result.REFUSED, 424, setup);
    }

    @Test
    void shouldHaveAFewRequestsOfAPublisherUnderWayAndNoMore() throws Exception {
        for (int i = 0; i < PublisherSlots.MOST; i++) {
            // Nobody waits for the answer: before long they fail.
            var _ = node.host.onPath()
                    .take(node.setup("a.b" + i + "_1.0.0", node.http.hang("/never" + i), UnaryOperator.identity()));
        }
        ControlMessage another = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        expect(Result.REFUSED, 429, another);
        expect(Result.REFUSED, 429, another);
    }

    @Test
    void shouldRefuseForgeriesAndKeepNothingOfThem() throws Exception {
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        expect(Result.REFUSED, 401, setup.with("ttl", "601"));
        expect(Result.REFUSED, 401, setup.with("user", "nobody"));
        expect(Result.REFUSED, 401, setup.with("user", ControllerFixture.JOHN));
        expect(Result.REFUSED, 401, setup.with("node-id", "node-2"));
        assertEquals(0, node.http.requests());
        assertTrue(Files.readString(directory.resolve("replay.log")).chars().allMatch(c -> c == 0));
        node.clock.advance(Duration.ofSeconds(700));
        expect(Result.REFUSED, 401, setup);
        expect(Result.REFUSED, 400, node.setup("a.b_1.0.0", url, m -> m.header("no-such", "1")));
    }

    @Test
    void shouldPassWhatIsForAnotherNodeAndSpendNoNonce() throws Exception {
        ControlMessage other = node.setup("a.b_1.0.0", url, message -> message.header("node-id", "node-2"));
        expect(Result.PASSED, 200, other);
        expect(Result.PASSED, 200, other);
        assertEquals(0, node.http.requests());
        assertTrue(Files.readString(directory.resolve("replay.log")).chars().allMatch(c -> c == 0));
        ControlMessage own = node.setup("a.b_1.0.0", url, message -> message.header("node-id", "node-1"));
        take(own);
        expectInTheEnd(Result.INSTALLED, 200, own);
    }

    @Test
    void shouldAnswerProbesAndTheirCopies() throws Exception {
        expect(Result.REFUSED, 404, node.request(Method.PROBE, "a.b"));
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        take(setup);
        expectInTheEnd(Result.INSTALLED, 200, setup);
        ControlMessage probe = node.request(Method.PROBE, "a.b");
        for (int i = 0; i < 2; i++) {
            PathAnswer answer = take(probe);
            assertEquals(Result.DONE, answer.result());
            assertTrue(answer.answer().body().startsWith("a.b_1.0.0 ACTIVE ends="), answer::toString);
        }
    }

    @Test
    void shouldStillRefuseCopiesOnTheControlSocket() throws Exception {
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        assertEquals(200, node.send(setup).code().code());
        assertEquals(401, node.send(setup).code().code());
        expect(Result.INSTALLED, 200, setup);
    }

    @Test
    void shouldTakeNoSetupOnceItIsToStop() throws Exception {
        node.host.controller().drain();
        expect(Result.REFUSED, 503, node.setup("a.b_1.0.0", url, UnaryOperator.identity()));
    }

    private boolean isLeaving() {
        return node.host.publishers().iterator().next().all().getFirst()
                .isOver(node.now().plus(PathController.LEAVE).plusSeconds(1));
    }

    private void leave(ControlMessage setup) throws InterruptedException {
        node.host.onPath().leave(setup);
        for (int i = 0; i < PATIENCE_SECONDS * 50 && !isLeaving(); i++) {
            Thread.sleep(20);
        }
    }

    @Test
    void shouldEndSoonWhatIsNotOnThePathAnyMoreUnlessItComesBack() throws Exception {
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        take(setup);
        expectInTheEnd(Result.INSTALLED, 200, setup);
        Instant ends = ends();
        leave(setup);
        assertTrue(isLeaving());
        node.clock.advance(PathController.LEAVE.minusSeconds(1));
        node.expire();
        expect(Result.INSTALLED, 200, setup);
        assertFalse(isLeaving(), "a copy brings back the end that it had");
        assertEquals(ends, ends());
        leave(setup);
        node.clock.advance(PathController.LEAVE.plusSeconds(1));
        node.expire();
        expect(Result.REFUSED, 404, setup);
    }

    @Test
    void shouldStayForASetupThatCameLater() throws Exception {
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        take(setup);
        expectInTheEnd(Result.INSTALLED, 200, setup);
        ControlMessage later = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        expect(Result.INSTALLED, 200, later);
        node.host.onPath().leave(setup);
        leave(later);
        assertTrue(isLeaving());
        expect(Result.INSTALLED, 200, node.setup("a.b_1.0.0", url, UnaryOperator.identity()));
        assertFalse(isLeaving());
        node.host.onPath().leave(setup);
        node.host.onPath().leave(setup.with("user", "nobody"));
        node.clock.advance(PathController.LEAVE.plusSeconds(1));
        node.expire();
        assertEquals(1, node.host.publishers().iterator().next().all().size());
    }
}
