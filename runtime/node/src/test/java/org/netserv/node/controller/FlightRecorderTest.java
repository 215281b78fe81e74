package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.message.Method;
import org.netserv.node.packet.TestPackets;
import org.netserv.testing.BundleBuilder;

/** What a recording of a node holds. */
class FlightRecorderTest {
    private static final String BATCH = "org.netserv.Batch";
    private static final String FAULT = "org.netserv.ModuleFault";
    private static final String SWAP = "org.netserv.ModuleSwap";

    @TempDir
    private static Path bundles;
    private static Path good;
    private static Path faulting;

    @TempDir
    private Path directory;

    private interface Work {
        void on(ControllerFixture node) throws IOException;
    }

    @BeforeAll
    static void buildBundles() {
        good = processor("1.0.0", "return Verdict.CONSUME;");
        faulting = processor("4.0.0", "throw new IllegalStateException();");
    }

    private static Path processor(String version, String body) {
        return BundleBuilder.module("a.b", version,
                "public void start(ModuleContext context) { context.register(packet -> {" + body + "}); }")
                .build(bundles.resolve(version + ".jar"));
    }

    /** The node's events of one recording, in the order of their beginning. */
    private List<RecordedEvent> recorded(Recording recording, Work work) throws IOException {
        Path file = directory.resolve("node.jfr");
        try (recording; ControllerFixture node = new ControllerFixture(directory)) {
            recording.start();
            work.on(node);
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("org.netserv."))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)).toList();
    }

    private static void setup(ControllerFixture node, String version, Path jar, int code) throws IOException {
        assertEquals(code, node.send(node.setup("a.b_" + version, node.serve(jar),
                message -> message.header("filter-proto", "udp").header("filter-ipv4", "10.0.2.0/24"))).code().code());
    }

    private static void send(ControllerFixture node, int packets) {
        for (int i = 0; i < packets; i++) {
            byte[] packet = TestPackets.ipv4(0x0b000001, 0x0a000201, 17, TestPackets.udp(1, 5060, (byte) 1));
            node.path.worker(0).process(TestPackets.batch(2048, packet, packet));
        }
    }

    @Test
    void shouldTellHowModulesComeAndGo() throws IOException {
        List<RecordedEvent> events = recorded(new Recording(), node -> {
            setup(node, "1.0.0", good, 200);
            setup(node, "9.0.0", good, 422);
            setup(node, "4.0.0", faulting, 200);
            send(node, 5);
            node.host.publishers().forEach(FaultReport::write);
            node.supervise();
            node.restart();
            assertEquals(200, node.send(node.request(Method.REMOVE, "a.b")).code().code());
        });
        assertEquals(List.of("install a.b_1.0.0 for  true", "upgrade a.b_9.0.0 for a.b_1.0.0 false",
                "upgrade a.b_4.0.0 for a.b_1.0.0 true", "rollback a.b_1.0.0 for a.b_4.0.0 true",
                "restore a.b_1.0.0 for  true", "removal a.b_1.0.0 for  true"),
                events.stream().filter(event -> event.getEventType().getName().equals(SWAP)).map(event -> event
                        .getString("kind") + " " + event.getString("module") + " for " + event.getString("replaced")
                        + " " + event.getBoolean("done")).toList());
        for (RecordedEvent event : events) {
            assertEquals(List.of("NetServ"), event.getEventType().getCategoryNames());
            assertEquals("janedoe", event.getString("user"));
        }
        assertTrue(events.getFirst().getDuration().compareTo(Duration.ZERO) > 0);
        RecordedEvent fault = events.stream().filter(event -> event.getEventType().getName().equals(FAULT)).findFirst()
                .orElseThrow();
        assertEquals("a.b_4.0.0", fault.getString("module"));
        assertEquals("java.lang.IllegalStateException", fault.getString("thrown"));
        assertEquals(10, fault.getLong("faults"));
        assertEquals(0, events.stream().filter(event -> event.getEventType().getName().equals(BATCH)).count());
    }

    @Test
    void shouldTellOfBatchesThatTakeAsLongAsWasAskedFor() throws IOException {
        Recording all = new Recording();
        all.enable(BATCH).withThreshold(Duration.ZERO);
        List<RecordedEvent> events = recorded(all, node -> {
            setup(node, "1.0.0", good, 200);
            send(node, 3);
        }).stream().filter(event -> event.getEventType().getName().equals(BATCH)).toList();
        assertEquals(3, events.size());
        for (RecordedEvent event : events) {
            assertEquals(2, event.getInt("packets"));
            assertEquals(1, event.getInt("chains"));
            assertEquals(0, event.getInt("worker"));
            assertTrue(event.getDuration().compareTo(Duration.ZERO) > 0, event::toString);
        }
        assertTrue(events.get(1).getStartTime().isAfter(events.getFirst().getStartTime()), events::toString);
        Recording slow = new Recording();
        slow.enable(BATCH).withThreshold(Duration.ofHours(1));
        assertEquals(0, recorded(slow, node -> send(node, 3)).stream()
                .filter(event -> event.getEventType().getName().equals(BATCH)).count());
    }
}
