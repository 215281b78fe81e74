package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.counters.Tally;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.Method;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketFilter;
import org.netserv.testing.BundleBuilder;

class ControllerTest {
    private static final String ACCEPTS = "public void start(ModuleContext context) {"
            + "context.register(packet -> Verdict.ACCEPT);}";
    private static final PacketFilter SIP = new PacketFilter(Prefix.parse("10.0.2.0/24"), 17, 5060);

    @TempDir
    private static Path bundles;
    private static Path version1;
    private static Path version2;
    private static Path failing;

    @TempDir
    private Path directory;
    private ControllerFixture node;
    private URI url;

    @BeforeAll
    static void buildBundles() {
        version1 = BundleBuilder.module("a.b", "1.0.0", ACCEPTS).build(bundles.resolve("v1.jar"));
        version2 = BundleBuilder.module("a.b", "2.0.0", ACCEPTS).build(bundles.resolve("v2.jar"));
        failing = BundleBuilder.module("a.b", "3.0.0",
                "public void start(ModuleContext context) { throw new IllegalStateException(\"no luck\"); }")
                .build(bundles.resolve("v3.jar"));
    }

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
        url = node.serve(version1);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    @Test
    void shouldInstallAModuleAndHaveItsPacketsDelivered() {
        Answer answer = node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip));
        assertAnswer(200, "runs until " + node.now().plusSeconds(600), answer);
        assertEquals("a.b_1.0.0", answer.module());
        assertEquals("node-1", answer.nodeId());
        assertEquals(Set.of(SIP), node.plane.latest());
        assertEquals(1, node.path.modules().size());
    }

    @Test
    void shouldInstallAServerModuleWithoutFilters() {
        assertAnswer(200, "", node.send(node.setup("a.b_1.0.0", url, UnaryOperator.identity())));
        assertEquals(0, node.path.modules().size());
    }

    @Test
    void shouldCoverAllPrefixesOfTheUserWithoutADestination() {
        node.send(node.setup("a.b_1.0.0", url, message -> message.header("filter-proto", "udp")));
        assertEquals(Set.of(new PacketFilter(Prefix.parse("10.0.2.0/24"), 17, PacketFilter.ANY),
                new PacketFilter(Prefix.parse("fd00:2::/64"), 17, PacketFilter.ANY)), node.plane.latest());
    }

    @Test
    void shouldRefuseABadSignatureBeforeAnythingElse() throws IOException {
        ControlMessage signed = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        assertAnswer(401, "signature does not hold", node.send(signed.with("ttl", "601")));
        assertAnswer(401, "signature does not hold", node.send(signed.with("otp", "not even supported")));
        assertEquals(0, node.http.requests());
        // Its reserve is there, and nothing else.
        assertTrue(Files.readString(directory.resolve("replay.log")).chars().allMatch(c -> c == 0));
    }

    @Test
    void shouldAnswerAStrangerAsItAnswersABadSignature() {
        ControlMessage signed = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        Answer bad = node.send(signed.with("ttl", "601"));
        assertEquals(bad, node.send(signed.with("user", "nobody")));
        assertEquals(bad, node.send(signed.with("user", ControllerFixture.JOHN)));
    }

    @Test
    void shouldRefuseAReplayAlsoAfterARestart() throws IOException {
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        assertAnswer(200, "", node.send(setup));
        assertAnswer(401, "taken before", node.send(setup));
        node.restart();
        assertAnswer(401, "taken before", node.send(setup));
        assertEquals(1, node.http.requests());
    }

    @Test
    void shouldRefuseAKnownNonceWithOtherContent() {
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        node.send(setup);
        ControlMessage other = new MessageSigner(node.janesKey.getPrivate()).sign(setup.with("ttl", "599"));
        assertAnswer(401, "fresh one", node.send(other));
    }

    @Test
    void shouldRefuseWhatHasExpiredOrExpiresTooLate() {
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        ControlMessage late = node.setup("a.b_1.0.0", url,
                message -> message.header("node-id", "node-1").header("order", 1));
        node.clock.advance(Duration.ofSeconds(631));
        assertAnswer(401, "expired at", node.send(setup));
        node.clock.advance(Duration.ofSeconds(-700));
        assertAnswer(401, "too far ahead", node.send(late));
    }

    @Test
    void shouldTakeWhatHasExpiredWithinTheSkew() {
        ControlMessage probe = node.request(Method.PROBE, "a.b");
        node.clock.advance(Duration.ofSeconds(89));
        assertAnswer(404, "no module a.b", node.send(probe));
    }

    @Test
    void shouldNotFetchAModuleThatWouldEndAtOnce() {
        ControlMessage setup = node.setup("a.b_1.0.0", url, UnaryOperator.identity());
        node.clock.advance(Duration.ofMinutes(10));
        assertAnswer(401, "expired at", node.send(setup));
        assertEquals(0, node.http.requests());
    }

    @Test
    void shouldTakeNothingWhileItsClockIsBehindItsMemory() {
        node.send(node.setup("a.b_1.0.0", url, UnaryOperator.identity()));
        node.clock.advance(Duration.ofMinutes(-5));
        assertAnswer(401, "clock is behind", node.send(node.request(Method.PROBE, "a.b")));
    }

    @Test
    void shouldRequireExpiresAndNonce() {
        ControlMessage bare = new MessageBuilder(Method.PROBE, "a.b").header("user", ControllerFixture.JANE)
                .header("probe", "module-status").build(new MessageSigner(node.janesKey.getPrivate()));
        assertAnswer(401, "expires is required", node.send(bare));
    }

    @Test
    void shouldRefuseAForeignPrefixWithoutAFetch() {
        Answer answer = node
                .send(node.setup("a.b_1.0.0", url, message -> message.header("filter-ipv4", "10.0.9.0/24")));
        assertAnswer(403, "10.0.9.0/24: authorised are 10.0.2.0/24, fd00:2::/64", answer);
        answer = node.send(node.setup("a.b_1.0.0", url, message -> message.header("filter-ipv4", "10.0.0.0/8")));
        assertAnswer(403, "10.0.0.0/8", answer);
        assertEquals(0, node.http.requests());
    }

    @Test
    void shouldRefuseWhatItDoesNotSupportNamingTheHeader() {
        assertAnswer(501, "sandbox",
                node.send(node.setup("a.b_1.0.0", url, message -> message.header("sandbox", "lxc"))));
        assertAnswer(501, "otp", node.send(node.setup("a.b_1.0.0", url, message -> message.header("otp", "1"))));
        assertAnswer(501, "notification", node.send(
                node.setup("a.b_1.0.0", url, message -> message.header("notification", "ftp://127.0.0.1/rpc"))));
        assertEquals(0, node.http.requests());
    }

    @Test
    void shouldLeaveMessagesForAnotherNodeAlone() {
        assertAnswer(403, "for node node-2, this is node-1",
                node.send(node.setup("a.b_1.0.0", url, message -> message.header("node-id", "node-2"))));
        assertAnswer(200, "", node.send(node.setup("a.b_1.0.0", url, message -> message.header("node-id", "node-1"))));
    }

    @Test
    void shouldRefuseAnotherDigestOrAnotherId() {
        Answer answer = node.send(
                node.setup("a.b_1.0.0", url, message -> message.header("module-digest", "sha-256:" + "0".repeat(64))));
        assertAnswer(422, "module-digest expects sha-256:0000", answer);
        assertAnswer(422, "1.0.0", node.send(node.setup("a.b_9.0.0", url, UnaryOperator.identity())));
        assertAnswer(422, "a.b", node.send(node.setup("c.d_1.0.0", url, UnaryOperator.identity())));
        assertEquals(Set.of(), node.plane.latest());
    }

    @Test
    void shouldRefuseWhatIsNoJar() {
        URI text = node.http.serve("/text", "hello".getBytes(StandardCharsets.US_ASCII));
        assertAnswer(422, "", node.send(node.setup("a.b_1.0.0", text, UnaryOperator.identity())));
    }

    @Test
    void shouldNameMissingDependencies() {
        assertAnswer(412, "x.y", node.send(
                node.setup("a.b_1.0.0", url, message -> message.header("dependencies", "x.y;version=\"[1.0,2.0)\""))));
    }

    @Test
    void shouldSayWhyAFetchFailedAndGoOn() {
        node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip));
        assertAnswer(424, "answers 404", fetch(node.http.status("/missing", "404 Not Found")));
        assertAnswer(424, "not fetched within 2 s", fetch(node.http.hang("/hang")));
        assertAnswer(424, "not fetched within 2 s", fetch(node.http.trickle("/trickle")));
        assertAnswer(424, "larger than 200000 bytes", fetch(node.http.endless("/endless")));
        assertAnswer(424, "more than 3 redirects", fetch(node.http.redirect("/loop", "/loop")));
        assertAnswer(424, "ftp://127.0.0.1/", fetch(node.http.redirect("/ftp", "ftp://127.0.0.1/")));
        assertAnswer(424, "does not allow file", fetch(URI.create("file:///etc/passwd")));
        assertAnswer(424, "expected http or https", fetch(node.http.redirect("/file", "file:///etc/passwd")));
        assertEquals(Set.of(SIP), node.plane.latest());
        assertEquals(1, node.path.modules().size());
    }

    private Answer fetch(URI from) {
        return node.send(node.setup("c.d_1.0.0", from, UnaryOperator.identity()));
    }

    @Test
    void shouldFollowThreeRedirects() {
        node.http.redirect("/1", "/2");
        node.http.redirect("/2", "/3");
        node.http.redirect("/3", url.toString());
        assertAnswer(200, "", node.send(node.setup("a.b_1.0.0", node.http.uri("/1"), UnaryOperator.identity())));
    }

    @Test
    void shouldExtendALifeOnlyByANewSetupThatSaysTheSame() {
        node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip));
        node.clock.advance(Duration.ofSeconds(100));
        assertAnswer(200, "runs until " + node.now().plusSeconds(600),
                node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip)));
        assertEquals(1, node.http.requests());
        assertAnswer(409, "another properties",
                node.send(node.setup("a.b_1.0.0", url,
                        message -> sip(message).header("properties", "k=v"))));
        assertAnswer(409, "another url", node.send(node.setup("a.b_1.0.0", url + "?2", ControllerTest::sip)));
        assertAnswer(409, "another filter-*", node.send(node.setup("a.b_1.0.0", url, UnaryOperator.identity())));
    }

    @Test
    void shouldEndAModuleWhenItsTimeHasCome() {
        node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip));
        node.clock.advance(Duration.ofSeconds(599));
        node.expire();
        assertEquals(Set.of(SIP), node.plane.latest());
        node.clock.advance(Duration.ofSeconds(1));
        node.expire();
        assertEquals(Set.of(), node.plane.latest());
        assertEquals(0, node.path.modules().size());
        assertAnswer(404, "no module a.b", node.send(node.request(Method.PROBE, "a.b")));
    }

    @Test
    void shouldEndModulesInTimeWhileAnothersHangsInItsStop() throws Exception {
        node.host.begin();
        Path hanging = BundleBuilder.module("h.g", "1.0.0",
                "public void start(ModuleContext c) { c.register(packet -> Verdict.ACCEPT); }"
                        + "public void stop() throws Exception { Thread.sleep(60_000); }")
                .build(bundles.resolve("hanging.jar"));
        ControlMessage johns = new MessageBuilder(Method.SETUP, "h.g_1.0.0").header("user", ControllerFixture.JOHN)
                .header("ttl", 600).header("url", node.serve(hanging).toString())
                .header("filter-ipv4", "10.0.9.0/24").fresh(node.now().plusSeconds(600))
                .build(new MessageSigner(node.johnsKey.getPrivate()));
        assertAnswer(200, "", node.send(johns));
        node.clock.advance(Duration.ofSeconds(1));
        node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip));
        node.clock.advance(Duration.ofSeconds(599));
        long deadline = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        while (node.path.modules().size() > 1) { // John's is out of the path; its stop hangs for 5 s
            assertTrue(System.nanoTime() < deadline);
            LockSupport.parkNanos(1_000_000);
        }
        node.clock.advance(Duration.ofSeconds(1));
        while (!node.path.modules().isEmpty()) {
            assertTrue(System.nanoTime() < deadline, "Jane's module waits for John's");
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void shouldProbeAndRemoveByNameOrVersion() {
        node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip));
        Answer probe = node.send(node.request(Method.PROBE, "a.b"));
        assertAnswer(200, "", probe);
        assertTrue(probe.body().startsWith("a.b_1.0.0 ACTIVE ends=" + node.now().plusSeconds(600) + " accepted=0"),
                probe.body());
        assertAnswer(404, "a.b_2.0.0", node.send(node.request(Method.REMOVE, "a.b_2.0.0")));
        assertAnswer(200, "removed", node.send(node.request(Method.REMOVE, "a.b_1.0.0")));
        assertEquals(Set.of(), node.plane.latest());
        assertAnswer(404, "a.b", node.send(node.request(Method.REMOVE, "a.b")));
    }

    @Test
    void shouldKeepUsersModulesApart() {
        node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip));
        ControlMessage johns = new MessageBuilder(Method.REMOVE, "a.b").header("user", ControllerFixture.JOHN)
                .fresh(node.now().plusSeconds(60)).build(new MessageSigner(node.johnsKey.getPrivate()));
        assertAnswer(404, "user john has no module a.b", node.send(johns));
        assertEquals(1, node.path.modules().size());
    }

    @Test
    void shouldReplaceAVersionAndKeepItIfTheNewOneFails() throws IOException {
        node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip));
        assertAnswer(200, "", node.send(node.setup("a.b_2.0.0", node.serve(version2), ControllerTest::sip)));
        assertEquals("a.b_2.0.0", node.path.modules().getFirst().moduleId());
        assertAnswer(500, "no luck", node.send(node.setup("a.b_3.0.0", node.serve(failing), ControllerTest::sip)));
        assertEquals("a.b_2.0.0", node.path.modules().getFirst().moduleId());
        assertEquals(1, node.path.modules().size());
        assertTrue(node.plane.delivered.stream().noneMatch(delivery -> delivery.rules().isEmpty()),
                "a moment without the filter");
    }

    @Test
    void shouldUndoAnInstallationThatThePlaneRefuses() {
        node.plane.broken = true;
        assertAnswer(500, "the plane is broken", node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip)));
        node.plane.broken = false;
        assertEquals(0, node.path.modules().size());
        assertAnswer(404, "", node.send(node.request(Method.PROBE, "a.b")));
        assertAnswer(200, "", node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip)));
    }

    @Test
    void shouldUndoAnInstallationThatAClosedPlaneMakesFail() {
        node.plane.closed = true;
        assertAnswer(500, "the plane is closed", node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip)));
        node.plane.closed = false;
        assertEquals(0, node.path.modules().size());
        assertAnswer(404, "", node.send(node.request(Method.PROBE, "a.b")));
        assertAnswer(200, "", node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip)));
    }

    @Test
    void shouldUndoAnInstallationThatCountersRunOutFor() {
        List<Tally> others = new ArrayList<>();
        assertThrows(IllegalStateException.class, () -> {
            while (true) {
                others.add(node.counters.allocate("other"));
            }
        });
        // Enough for the module's own seven, too few for its place in the packet path.
        others.subList(0, 12).forEach(Tally::close);
        assertAnswer(500, "counter", node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip)));
        assertEquals(Set.of(), moduleCounters());
        others.subList(12, others.size()).forEach(Tally::close);
        assertAnswer(200, "", node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip)));
    }

    private Set<String> moduleCounters() {
        return node.counters.snapshot().keySet().stream().filter(label -> label.startsWith("module."))
                .collect(Collectors.toSet());
    }

    @Test
    void shouldTakeModulesOutOfThePacketPathBeforeItStopsThem() throws IOException {
        node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip));
        node.host.close();
        assertEquals(0, node.path.modules().size());
        assertEquals(Set.of(), node.plane.latest());
        assertEquals(Set.of(), moduleCounters());
    }

    @Test
    void shouldTakeNoCopyAtTheLastInstantOfTheSkew() {
        ControlMessage probe = node.request(Method.PROBE, "a.b");
        assertAnswer(404, "", node.send(probe));
        node.clock.advance(Duration.ofSeconds(90));
        assertAnswer(401, "taken before", node.send(probe));
    }

    @Test
    void shouldRefreshOnlyTheJarThatTheDigestNames() throws IOException, NoSuchAlgorithmException {
        node.send(node.setup("a.b_1.0.0", url, ControllerTest::sip));
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(version1)));
        assertAnswer(409, "another module-digest", node.send(node.setup("a.b_1.0.0", url,
                message -> sip(message).header("module-digest", "sha-256:" + "0".repeat(64)))));
        assertAnswer(200, "", node.send(node.setup("a.b_1.0.0", url,
                message -> sip(message).header("module-digest", "sha-256:" + digest))));
        assertEquals(1, node.http.requests());
    }

    @Test
    void shouldTakeNoSetupWhileDraining() {
        node.host.controller().drain();
        assertAnswer(503, "", node.send(node.setup("a.b_1.0.0", url, UnaryOperator.identity())));
    }

    @Test
    void shouldLeaveNoFetchedFileBehind() throws IOException {
        node.send(node.setup("a.b_1.0.0", url, UnaryOperator.identity()));
        node.send(node.setup("c.d_1.0.0", url, UnaryOperator.identity()));
        try (var files = Files.list(directory.resolve("fetch"))) {
            assertEquals(0, files.count());
        }
    }

    private static MessageBuilder sip(MessageBuilder message) {
        return message.header("filter-proto", "udp").header("filter-port", 5060).header("filter-ipv4", "10.0.2.0/24");
    }

    private static void assertAnswer(int code, String detail, Answer answer) {
        assertEquals(code, answer.code().code(), answer.detail());
        assertTrue(answer.detail().contains(detail), answer.detail());
    }
}
