package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.message.Answer;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.Method;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.testing.BundleBuilder;
import org.slf4j.LoggerFactory;

/** What is here again after the node's end and start. */
class RestoreTest {
    static {
        Module own = RestoreTest.class.getModule();
        own.addReads(ModuleLayer.boot().findModule("ch.qos.logback.classic").orElseThrow());
        own.addReads(ModuleLayer.boot().findModule("ch.qos.logback.core").orElseThrow());
    }

    private static final String ACCEPTS = "public void start(ModuleContext c) { c.register(packet -> Verdict.ACCEPT); }";
    private static final String FAILS_ONCE_RUN = """
            public void start(ModuleContext context) throws Exception {
                if (context.storage().contains("ran")) throw new IllegalStateException("not twice");
                context.storage().put("ran", new byte[1]);
                context.register(packet -> Verdict.ACCEPT);
            }
            """;
    private static final PacketFilter SIP = new PacketFilter(Prefix.parse("10.0.2.0/24"), 17, 5060);

    @TempDir
    private static Path bundles;
    private static Path version1;
    private static Path version2;
    private static Path other;

    @TempDir
    private Path directory;
    private ControllerFixture node;

    @BeforeAll
    static void buildBundles() {
        version1 = BundleBuilder.module("a.b", "1.0.0", ACCEPTS).build(bundles.resolve("v1.jar"));
        version2 = BundleBuilder.module("a.b", "2.0.0", ACCEPTS).build(bundles.resolve("v2.jar"));
        other = BundleBuilder.module("c.d", "1.0.0", ACCEPTS).build(bundles.resolve("other.jar"));
    }

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    private Answer setup(String id, Path jar) throws IOException {
        return node.send(node.setup(id, node.serve(jar), message -> message.header("filter-proto", "udp")
                .header("filter-port", 5060).header("filter-ipv4", "10.0.2.0/24")));
    }

    private void install(String id, Path jar) throws IOException {
        assertEquals(200, setup(id, jar).code().code());
    }

    private List<String> inThePath() {
        return node.path.modules().stream().map(ModuleSlot::moduleId).toList();
    }

    private String probe(String id) {
        return node.send(node.request(Method.PROBE, id)).body();
    }

    private List<Path> jars() throws IOException {
        try (var files = Files.list(directory.resolve(ControllerFixture.JANE).resolve("jars"))) {
            return files.toList();
        }
    }

    @Test
    void shouldRunWhatRanFromTheKeptJarUntilTheSameEnd() throws IOException {
        Instant ends = node.now().plusSeconds(600);
        install("a.b_1.0.0", version1);
        install("c.d_1.0.0", other);
        int requests = node.http.requests();
        node.clock.advance(Duration.ofSeconds(100));
        node.restart();
        assertEquals(List.of("a.b_1.0.0", "c.d_1.0.0"), inThePath());
        assertEquals(Set.of(SIP), node.plane.latest());
        assertTrue(probe("a.b").startsWith("a.b_1.0.0 ACTIVE ends=" + ends), probe("a.b"));
        assertEquals(requests, node.http.requests());
        node.clock.advance(Duration.ofSeconds(500));
        node.expire();
        assertEquals(List.of(), inThePath());
    }

    @Test
    void shouldNotRunWhatWasRemovedOrCameToItsEnd() throws IOException {
        install("a.b_1.0.0", version1);
        node.send(node.request(Method.REMOVE, "a.b"));
        node.restart();
        assertEquals(List.of(), inThePath());
        install("a.b_1.0.0", version1);
        node.clock.advance(Duration.ofMinutes(10));
        node.restart();
        assertEquals(List.of(), inThePath());
        assertEquals(List.of(), jars());
    }

    @Test
    void shouldNotReviveWhatHasExpiredWhenTheClockIsSetBack() throws IOException {
        install("a.b_1.0.0", version1);
        node.clock.advance(Duration.ofMinutes(10));
        node.expire();
        node.clock.advance(Duration.ofMinutes(-5));
        node.restart();
        assertEquals(List.of(), inThePath());
    }

    @Test
    void shouldRememberThatALifeWasExtended() throws IOException {
        install("a.b_1.0.0", version1);
        node.clock.advance(Duration.ofSeconds(500));
        install("a.b_1.0.0", version1);
        node.clock.advance(Duration.ofSeconds(500));
        node.restart();
        assertEquals(List.of("a.b_1.0.0"), inThePath());
    }

    @Test
    void shouldRunTheLatestVersionAndHaveTheOneBeforeKept() throws IOException {
        install("a.b_1.0.0", version1);
        install("a.b_2.0.0", version2);
        node.restart();
        assertEquals(List.of("a.b_2.0.0"), inThePath());
        assertEquals(2, jars().size());
        assertEquals(200, node.operator(Method.ROLLBACK, "a.b").code().code());
        assertEquals(List.of("a.b_1.0.0"), inThePath());
        assertEquals(1, jars().size());
        node.restart();
        assertEquals(List.of("a.b_1.0.0"), inThePath());
        assertEquals(404, node.operator(Method.ROLLBACK, "a.b").code().code());
    }

    @Test
    void shouldKeepAsManyFormerVersionsAsTheConfigurationSaysWhenTheNextOneComes() throws IOException {
        Path version3 = BundleBuilder.module("a.b", "3.0.0", ACCEPTS).build(bundles.resolve("v3.jar"));
        Path version4 = BundleBuilder.module("a.b", "4.0.0", ACCEPTS).build(bundles.resolve("v4.jar"));
        install("a.b_1.0.0", version1);
        install("a.b_2.0.0", version2);
        install("a.b_3.0.0", version3);
        node.formerVersions = 1;
        assertEquals("changed: fetch and freshness", node.operator(Method.RELOAD, "*").detail());
        assertEquals(3, jars().size(), "those that are kept stay");
        install("a.b_4.0.0", version4);
        assertEquals(2, jars().size());
        node.restart();
        assertEquals(List.of("a.b_4.0.0"), inThePath());
        assertEquals(200, node.operator(Method.ROLLBACK, "a.b").code().code());
        assertEquals(List.of("a.b_3.0.0"), inThePath());
        assertEquals(404, node.operator(Method.ROLLBACK, "a.b").code().code());
    }

    @Test
    void shouldNotRunWhatAnotherKeyHasSignedUntilTheKeyIsBack() throws IOException {
        install("a.b_1.0.0", version1);
        var rightKey = node.janesKey;
        node.janesKey = KeyScheme.ED25519.generate();
        node.restart();
        assertEquals(List.of(), inThePath());
        assertTrue(probe("a.b").contains("a.b_1.0.0 NOT_RESTORED "), probe("a.b"));
        assertTrue(node.status().contains("its signature does not hold any more"), node.status());
        node.janesKey = rightKey;
        node.restart();
        assertEquals(List.of("a.b_1.0.0"), inThePath());
    }

    @Test
    void shouldNotRunWhatReachesBeyondItsPublishersPrefixes() throws IOException {
        install("a.b_1.0.0", version1);
        node.janesPrefixes = new String[]{"10.0.3.0/24"};
        node.restart();
        assertEquals(List.of(), inThePath());
        assertTrue(node.status().contains("may not filter packets to 10.0.2.0/24"), node.status());
    }

    @Test
    void shouldFetchAgainWhatHasLostItsJar() throws IOException {
        install("a.b_1.0.0", version1);
        install("c.d_1.0.0", other);
        node.host.close();
        Files.delete(jars().stream().filter(jar -> isOf(jar, version1)).findFirst().orElseThrow());
        node.restart();
        assertEquals(List.of("c.d_1.0.0"), inThePath());
        assertTrue(probe("a.b").contains(" NOT_RESTORED "), probe("a.b"));
        install("a.b_1.0.0", version1);
        assertEquals(List.of("c.d_1.0.0", "a.b_1.0.0"), inThePath());
        node.restart();
        assertEquals(2, inThePath().size());
    }

    private static boolean isOf(Path kept, Path jar) {
        try {
            return Files.mismatch(kept, jar) < 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldNotRunAJarThatIsNotWhatItWas() throws IOException {
        install("a.b_1.0.0", version1);
        node.host.close();
        Files.copy(other, jars().getFirst(), StandardCopyOption.REPLACE_EXISTING);
        node.restart();
        assertEquals(List.of(), inThePath());
        assertTrue(node.status().contains("has another digest than when it was fetched"), node.status());
    }

    @Test
    void shouldTryAgainWhatDoesNotStart() throws IOException {
        Path jar = BundleBuilder.module("a.b", "1.0.0", FAILS_ONCE_RUN).build(bundles.resolve("once.jar"));
        install("a.b_1.0.0", jar);
        node.restart();
        assertTrue(probe("a.b").contains(" DETACHED "), probe("a.b"));
        assertTrue(probe("a.b").contains(" reason=start "), probe("a.b"));
        assertEquals(List.of("a.b_1.0.0"), inThePath());
        node.clock.advance(Duration.ofSeconds(2));
        node.supervise();
        assertTrue(node.status().contains("not twice; the next attempt is in"), node.status());
    }

    @Test
    void shouldKeepWhatItCannotReadOutOfThePathAndGoOn() throws IOException {
        install("a.b_1.0.0", version1);
        install("c.d_1.0.0", other);
        node.host.close();
        Path journal = directory.resolve("journal");
        String text = Files.readString(journal, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("SETUP a.b");
        byte[] bytes = Files.readAllBytes(journal);
        bytes[at] = 'X';
        Files.write(journal, bytes);
        List<String> said = new ArrayList<>();
        logged(ControllerHost.class, Level.ERROR, said, node::restart);
        assertEquals(List.of("c.d_1.0.0"), inThePath());
        assertTrue(Files.exists(directory.resolve("journal.damaged")));
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.getFirst().matches("the journal was damaged: from byte 0 to [0-9]+ there is no record.*;"
                + " everything sound is kept"), said::toString);
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Lines of a class's log at a level or above it, while something is done. */
    private static void logged(Class<?> of, Level level, List<String> lines, Step step) throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger(of);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.setLevel(level);
        logger.addAppender(events);
        try {
            step.run();
        } finally {
            logger.detachAppender(events);
            logger.setLevel(null);
        }
        events.list.forEach(event -> lines.add(event.getFormattedMessage()));
    }

    @Test
    void shouldLeaveWhatAnUnknownUserHadInTheJournal() throws IOException {
        install("a.b_1.0.0", version1);
        String name = node.janesName;
        node.janesName = "jack";
        node.restart();
        assertEquals(List.of(), inThePath());
        node.janesName = name;
        node.restart();
        assertEquals(List.of("a.b_1.0.0"), inThePath());
    }

    @Test
    void shouldStandStillOverARestartUntilItIsToGoOn() throws IOException {
        install("a.b_1.0.0", version1);
        assertEquals(403, node.send(node.request(Method.SUSPEND, "a.b")).code().code());
        assertEquals(200, node.operator(Method.SUSPEND, "a.b").code().code());
        assertEquals(Set.of(), node.plane.latest());
        assertTrue(probe("a.b").contains("a.b_1.0.0 SUSPENDED "), probe("a.b"));
        assertEquals(403, setup("a.b_2.0.0", version2).code().code());
        assertEquals(200, setup("a.b_1.0.0", version1).code().code());
        node.restart();
        assertEquals(List.of(), inThePath());
        assertEquals(200, node.operator(Method.RESUME, "*").code().code());
        assertEquals(List.of("a.b_1.0.0"), inThePath());
        assertEquals(Set.of(SIP), node.plane.latest());
        node.restart();
        assertEquals(List.of("a.b_1.0.0"), inThePath());
    }

    @Test
    void shouldNotBringBackWhatTheOperatorEvicts() throws IOException {
        install("a.b_1.0.0", version1);
        install("c.d_1.0.0", other);
        assertEquals(200, node.operator(Method.EVICT, "*").code().code());
        assertEquals(404, node.operator(Method.EVICT, "*").code().code());
        assertEquals(List.of(), inThePath());
        node.restart();
        assertEquals(List.of(), inThePath());
        assertEquals(List.of(), jars());
    }

    @Test
    void shouldEndAtTheOperatorsWord() throws IOException {
        install("a.b_1.0.0", version1);
        assertEquals(200, node.operator(Method.DRAIN, "*").code().code());
        assertTrue(node.ended);
        assertEquals(503, setup("c.d_1.0.0", other).code().code());
        node.restart();
        assertEquals(List.of("a.b_1.0.0"), inThePath());
        assertFalse(node.plane.closed);
    }

    @Test
    void shouldKeepNothingOfWhatWasRefused() throws IOException {
        install("a.b_1.0.0", version1);
        node.plane.broken = true;
        assertEquals(500, setup("a.b_2.0.0", version2).code().code());
        node.plane.broken = false;
        node.restart();
        assertEquals(List.of("a.b_1.0.0"), inThePath());
        assertEquals(1, jars().size());
    }
}
