package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.Method;
import org.netserv.node.net.Reach;
import org.netserv.node.packet.TestPackets;
import org.netserv.testing.BundleBuilder;

/** What a publisher is told of its modules, and where. */
class NotificationTest {
    private static final String TAKEN = "HTTP/1.1 200 OK\r\n\r\n<methodResponse><params/></methodResponse>";
    private static final Pattern VALUES = Pattern
            .compile("<name>(module|event|code|detail)</name><value><[a-z]+>(.*)</[a-z]+></value>");

    @TempDir
    private static Path bundles;
    private static Path good;
    private static Path better;
    private static Path faulting;

    @TempDir
    private Path directory;
    private ControllerFixture node;
    private String one;
    private String two;

    @BeforeAll
    static void buildBundles() {
        good = processor("1.0.0", "return Verdict.ACCEPT;");
        better = processor("2.0.0", "return Verdict.ACCEPT;");
        faulting = processor("3.0.0", "throw new IllegalStateException();");
    }

    private static Path processor(String version, String body) {
        return BundleBuilder.module("a.b", version,
                "public void start(ModuleContext context) { context.register(packet -> {" + body + "}); }")
                .build(bundles.resolve(version + ".jar"));
    }

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
        one = node.http.inTurn("/one", TAKEN).toString();
        two = node.http.inTurn("/two", TAKEN).toString();
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    @Test
    void shouldTellOfInstallationAndRemoval() throws Exception {
        setup("1.0.0", good, one);
        assertEquals("/one a.b_1.0.0 installed 200 runs until " + node.now().plusSeconds(600), told());
        remove("");
        assertEquals("/one a.b_1.0.0 removed 200 REMOVE", told());
    }

    @Test
    void shouldPreferTheRemovesOwnHeader() throws Exception {
        setup("1.0.0", good, one);
        told();
        remove(two);
        assertEquals("/two a.b_1.0.0 removed 200 REMOVE", told());
    }

    @Test
    void shouldTellOfRemovalWhoWasNotToldOfInstallation() throws Exception {
        setup("1.0.0", good, "");
        remove(two);
        assertEquals("/two a.b_1.0.0 removed 200 REMOVE", told());
    }

    @Test
    void shouldTellOfExpiry() throws Exception {
        setup("1.0.0", good, one);
        told();
        node.clock.advance(Duration.ofMinutes(10));
        node.expire();
        assertEquals("/one a.b_1.0.0 expired 200 its time has come", told());
    }

    @Test
    void shouldTellNobodyOfARefreshAndKeepToItsAddress() throws Exception {
        setup("1.0.0", good, one);
        told();
        setup("1.0.0", good, one);
        setup("1.0.0", good, "");
        Answer other = node.send(message("1.0.0", good, two));
        assertEquals(409, other.code().code());
        assertTrue(other.detail().contains("another notification"), other.detail());
        remove("");
        assertEquals("/one a.b_1.0.0 removed 200 REMOVE", told());
    }

    @Test
    void shouldTellNobodyIfNobodyIsNamed() throws Exception {
        setup("1.0.0", good, "");
        remove("");
        setup("1.0.0", good, two);
        assertTrue(told().startsWith("/two a.b_1.0.0 installed "), "nothing before it");
    }

    @Test
    void shouldTellOfAnUpgradeAtBothAddresses() throws Exception {
        setup("1.0.0", good, one);
        told();
        setup("2.0.0", better, two);
        assertEquals("/two a.b_2.0.0 upgraded 200 runs until " + node.now().plusSeconds(600)
                + ", in place of a.b_1.0.0", told());
        assertEquals("/one a.b_1.0.0 replaced 200 a.b_2.0.0 has taken its place", told());
    }

    @Test
    void shouldTellOfARollbackAtBothAddresses() throws Exception {
        setup("1.0.0", good, one);
        setup("3.0.0", faulting, two);
        for (int i = 0; i < 3; i++) {
            told();
        }
        for (int i = 0; i < 10; i++) {
            node.path.worker(0).process(TestPackets.batch(2048,
                    TestPackets.ipv4(0x0b000001, 0x0a000201, 17, TestPackets.udp(1, 5060, (byte) 1))));
        }
        node.supervise();
        String failed = told();
        assertTrue(failed.startsWith("/two a.b_3.0.0 rolled-back 500 10 faults within 10 s"), failed);
        assertTrue(failed.endsWith("; a.b_1.0.0 runs again"), failed);
        assertEquals("/one a.b_1.0.0 restored 200 runs until " + node.now().plusSeconds(600)
                + ", in place of a.b_3.0.0", told());
        remove("");
        assertEquals("/one a.b_1.0.0 removed 200 REMOVE", told());
    }

    @Test
    void shouldNotTellOfWhatTheAnswerHasRefused() throws Exception {
        Answer answer = node
                .send(node.setup("a.b_9.0.0", node.serve(good), headers -> headers.header("notification", one)));
        assertEquals(422, answer.code().code());
        setup("1.0.0", good, two);
        assertTrue(told().startsWith("/two a.b_1.0.0 installed "), "nothing before it");
    }

    @Test
    void shouldKnowWhomToTellOverTheNodesEndWhichIsNoNews() throws Exception {
        setup("1.0.0", good, one);
        told();
        node.restart();
        setup("2.0.0", better, two);
        assertTrue(told().startsWith("/two a.b_2.0.0 upgraded "), "nothing before it");
        assertEquals("/one a.b_1.0.0 replaced 200 a.b_2.0.0 has taken its place", told());
    }

    @Test
    void shouldTellWhatTheOperatorHasDone() throws Exception {
        setup("1.0.0", good, one);
        setup("2.0.0", better, two);
        for (int i = 0; i < 3; i++) {
            told();
        }
        assertEquals(200, node.operator(Method.ROLLBACK, "a.b").code().code());
        assertEquals("/two a.b_2.0.0 rolled-back 200 the operator wants it so; a.b_1.0.0 runs again", told());
        assertTrue(told().startsWith("/one a.b_1.0.0 restored 200 "));
        assertEquals(200, node.operator(Method.EVICT, "*").code().code());
        assertEquals("/one a.b_1.0.0 evicted 200 the operator evicts it", told());
    }

    @Test
    void shouldTakeDownWhatItCouldNotTell() throws Exception {
        setup("1.0.0", good, node.http.status("/gone", "410 Gone").toString());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (node.counters.snapshot().getOrDefault("node.events.not-notified", 0L) == 0
                && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        assertEquals(1, node.counters.snapshot().get("node.events.not-notified"));
        assertEquals(1, node.counters.snapshot().get("notify.failed"));
    }

    @Test
    void shouldNotFetchFromWhereTheOperatorDoesNotAllow() throws Exception {
        node.reach = Reach.DEFAULT;
        node.restart();
        Answer answer = node.send(node.setup("a.b_1.0.0", node.serve(good), headers -> headers));
        assertEquals(424, answer.code().code());
        assertTrue(answer.detail().contains("127.0.0.1 is loopback"), answer.detail());
        assertEquals(0, node.http.requests());
    }

    private void setup(String version, Path jar, String notification) throws IOException {
        Answer answer = node.send(message(version, jar, notification));
        assertEquals(200, answer.code().code(), answer.detail());
    }

    private ControlMessage message(String version, Path jar, String notification) throws IOException {
        return node.setup("a.b_" + version, node.serve(jar), headers -> headers.header("filter-proto", "udp")
                .header("filter-ipv4", "10.0.2.0/24").header("notification", notification));
    }

    private void remove(String notification) {
        Answer answer = node.send(new MessageBuilder(Method.REMOVE, "a.b").header("user", ControllerFixture.JANE)
                .header("notification", notification).fresh(node.now().plusSeconds(60))
                .build(new MessageSigner(node.janesKey.getPrivate())));
        assertEquals(200, answer.code().code(), answer.detail());
    }

    /** The next call: its path, then module, event, code and detail. */
    private String told() throws InterruptedException {
        TestHttpServer.Posted posted = node.http.takePosted();
        Matcher values = VALUES.matcher(posted.body());
        List<String> found = values.results().map(result -> result.group(2)).toList();
        return posted.path() + " " + String.join(" ", found);
    }
}
