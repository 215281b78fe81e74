package org.netserv.perf.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.perf.faults.Fault.Figure;
import org.netserv.rig.RigException;

class FaultTableTest {
    private static final Path ROOT = Path.of(System.getProperty("netserv.root", "../.."));
    private static final Map<String, String> MACHINE = Map.of("cpu.count", "2", "cpu.model", "A CPU",
            "kernel.release", "6.1", "software.jvm", "25");

    @TempDir
    private Path folder;

    private static Fault fault(String name, Map<String, Long> packets, String node, Figure... figures) {
        return new Fault(name, "org.netserv.a." + name.toUpperCase(Locale.ROOT) + "IT", packets, node,
                List.of(figures), "2026-01-02T03:04:05Z", 1.25);
    }

    private static FaultStore.Kept kept(Fault... faults) {
        return new FaultStore.Kept(
                new FaultRun(FaultRun.SUITE, "abcdef0", "2026-01-02T03:04:05Z", "with a build beside",
                        List.of(faults)),
                MACHINE);
    }

    @Test
    void shouldSayWhatWasMeasuredAndByWhom() {
        String text = FaultTable.of("of ${run}.\n| disk | ${a} |\n| clock | ${b, c} |\n", kept(
                fault("a", Map.of("sent", 45_000L, "lost", 0L), "no $1 | left", new Figure("REMOVE", 5300, "ms")),
                fault("b", Map.of("sent", 600L, "lost", 12L, "unseen", 30L), ""),
                fault("c", Map.of(), "", new Figure("kills", 200, ""))));
        assertEquals(
                """
                        of 2026-01-02, commit abcdef0, on 2 CPUs (A CPU), Linux 6.1, Java 25; the host's load average was 1.3 to 1.3, \
                        with a build beside.
                        | disk | 45,000 packets, none lost; REMOVE 5,300 ms; it said: “no $1 \\| left” | `AIT` |
                        | clock | 600 packets, 12 lost, 30 unseen; kills 200 | `BIT`, `CIT` |
                        """,
                text);
    }

    @Test
    void shouldRefuseAFaultWithoutARecordAndARecordWithoutARow() {
        Fault fault = fault("a", Map.of(), "");
        RigException record = assertThrows(RigException.class, () -> FaultTable.of("${a} ${b}", kept(fault)));
        assertEquals("No test has written what it saw of the fault b.", record.getMessage());
        RigException row = assertThrows(RigException.class, () -> FaultTable.of("${run}", kept(fault)));
        assertEquals("The table of faults has no row for a.", row.getMessage());
    }

    @Test
    void shouldKeepWhatTestsHaveWritten() throws IOException {
        Path written = Files.createDirectories(folder.resolve("runtime/some/target/faults"));
        Files.writeString(written.resolve("a.json"), """
                {"fault": "a", "test": "org.netserv.AIT", "packets": {"sent": 5, "lost": 1}, "node": "",
                 "figures": [{"what": "REMOVE", "value": 7, "unit": "ms"}], "at": "2026-01-02T03:04:05Z", "load": 2}
                """);
        FaultStore.Kept kept = new FaultStore.Kept(FaultStore.collect(folder, "abcdef0", "alone"), MACHINE);
        Path kepts = FaultStore.keep(folder.resolve("results"), kept);
        assertEquals("20260102-030405-abcdef0-faults", kepts.getFileName().toString());
        assertEquals(kept, FaultStore.last(folder.resolve("results")));
        assertEquals(new Fault("a", "org.netserv.AIT", Map.of("sent", 5L, "lost", 1L), "",
                List.of(new Figure("REMOVE", 7, "ms")), "2026-01-02T03:04:05Z", 2), kept.run().records().getFirst());
    }

    @Test
    void shouldSayThatNothingWasWrittenOrThatItCannotBeRead() throws IOException {
        assertEquals("No test has written what it saw of a fault: run netserv test first.",
                assertThrows(RigException.class, () -> FaultStore.collect(folder, "abcdef0", "")).getMessage());
        Path written = Files.createDirectories(folder.resolve("target/faults"));
        Files.writeString(written.resolve("a.json"), "{\"fault\": \"a\"}");
        assertEquals(written.resolve("a.json") + " is not what a fault test writes: test is not text.",
                assertThrows(RigException.class, () -> FaultStore.collect(folder, "abcdef0", "")).getMessage());
    }

    /** What a node must stand, by the names that the rows have. */
    @Test
    void shouldHaveARowForEachFaultThatANodeMustStand() throws IOException {
        Set<String> rows = FaultTable.faults(Files.readString(ROOT.resolve("docs/faults.in.md")));
        List<String> wanted = List.of("disk-full", "journal-unreadable", "clock-set", "jar-missing", "rules-flushed",
                "iptables-missing", "iptables-slow", "iptables-hangs", "interface-changed", "queue-taken",
                "buffer-overrun-open", "buffer-overrun-closed", "control-connections", "zip-bombs", "bad-signatures",
                "servers-hang", "stop-hangs", "kill-points", "fuzz-control-message", "fuzz-configuration",
                "fuzz-journal");
        assertEquals(List.of(), wanted.stream().filter(fault -> !rows.contains(fault)).toList());
    }

    @Test
    void shouldHaveTheTestOfEachRow() throws IOException {
        for (Fault fault : FaultStore.last(ROOT.resolve("results")).run().records()) {
            String file = "src/test/java/" + fault.test().replace('.', '/') + ".java";
            try (Stream<Path> modules = Files.walk(ROOT, 2)) {
                List<Path> sources = modules.map(module -> module.resolve(file)).filter(Files::exists).toList();
                assertEquals(1, sources.size(), fault.fault() + ": " + fault.test());
                String source = Files.readString(sources.getFirst());
                assertTrue(source.contains("FaultRecord.of(\"") || source.contains("outcome.record("),
                        fault.fault() + " is not written by " + fault.test());
            }
        }
    }

    @Test
    void shouldBeWhatTheDocumentShows() throws IOException {
        assertEquals(
                FaultTable.of(Files.readString(ROOT.resolve("docs/faults.in.md")),
                        FaultStore.last(ROOT.resolve("results"))),
                Files.readString(ROOT.resolve("docs/faults.md")),
                "docs/faults.md is written by netserv faults: change docs/faults.in.md");
    }
}
