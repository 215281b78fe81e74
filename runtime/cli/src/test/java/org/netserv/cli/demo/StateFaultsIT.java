package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.rig.Running;
import org.netserv.testing.FaultRecord;

/** What a node keeps for its next start is not as it left it. */
class StateFaultsIT {
    private FaultFixture node;

    @BeforeEach
    void build() throws IOException {
        node = FaultFixture.create();
        node.site.startNode();
        node.expect(200, node.setup(DemoModule.NET_MONITOR));
        node.expect(200, node.setup(DemoModule.KEEP_ALIVE));
        assertEquals(0, node.site.node().stop());
    }

    @AfterEach
    void demolish() throws IOException {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void shouldNotStartWithAJournalThatItCannotRead() throws IOException {
        Path journal = node.site.state().resolve("journal");
        Path aside = Files.move(journal, journal.resolveSibling("aside"));
        Path inside = Files.writeString(Files.createDirectory(journal).resolve("precious"), "text");
        byte[] messages = Files.readAllBytes(node.site.state().resolve("replay.log"));
        try (FaultTraffic traffic = FaultTraffic.start(node.site, 5);
                Running start = node.site.router().start(
                        NodeProcess.command(FaultFixture.HOME, node.site.configuration()), Map.of(), null)) {
            assertEquals(1, start.awaitExit(FaultFixture.TIMEOUT));
            List<String> sentences = start.lines().stream().filter(line -> line.startsWith("netserv: ")).toList();
            assertEquals(1, sentences.size(), () -> start.lines().toString());
            assertEquals("netserv: the journal " + journal + " cannot be used: Is a directory", sentences.getFirst());
            assertTrue(start.lines().stream().noneMatch(line -> line.startsWith("\tat ")), start.lines().toString());
            assertEquals(node.site.firewallBefore(), FirewallState.of(node.site.router()));
            FaultRecord.of("journal-unreadable", getClass()).packets(traffic.assertNoneLost(), 0)
                    .node(sentences.getFirst().replace(journal.getParent() + "/", "")).write();
        }
        assertEquals("text", Files.readString(inside));
        assertArrayEquals(messages, Files.readAllBytes(node.site.state().resolve("replay.log")));
        Files.delete(inside);
        Files.delete(journal);
        Files.move(aside, journal);
        node.site.startNode();
        assertEquals(Map.of(DemoModule.NET_MONITOR.id(), "ACTIVE", DemoModule.KEEP_ALIVE.id(), "ACTIVE"),
                node.modules());
    }

    @Test
    void shouldRunTheOthersWhereAJarIsMissing() throws IOException {
        Files.delete(jarOf("keepalive.jar"));
        try (FaultTraffic traffic = FaultTraffic.start(node.site, 10)) {
            node.site.startNode();
            assertEquals(Map.of(DemoModule.NET_MONITOR.id(), "ACTIVE", DemoModule.KEEP_ALIVE.id(), "NOT_RESTORED"),
                    node.modules());
            String status = node.send(new MessageBuilder(Method.STATUS, ControlMessage.NO_MODULE).build()).body();
            assertTrue(status.contains("its kept JAR ") && status.contains(" cannot be read: "), status);
            node.expect(200, node.setup(DemoModule.KEEP_ALIVE));
            assertEquals(Map.of(DemoModule.NET_MONITOR.id(), "ACTIVE", DemoModule.KEEP_ALIVE.id(), "ACTIVE"),
                    node.modules());
            FaultRecord.of("jar-missing", getClass()).packets(traffic.assertNoneLost(), 0).write();
        }
    }

    private Path jarOf(String name) throws IOException {
        Path original = FaultFixture.HOME.resolve("modules").resolve(name);
        try (Stream<Path> kept = Files.list(
                node.site.state().resolve("users").resolve(Publisher.NAME).resolve("jars"))) {
            for (Path jar : kept.toList()) {
                if (Files.mismatch(jar, original) < 0) {
                    return jar;
                }
            }
        }
        throw new AssertionError(name + " is not kept");
    }
}
