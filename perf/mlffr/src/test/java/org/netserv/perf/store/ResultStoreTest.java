package org.netserv.perf.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.json.Json;
import org.netserv.perf.report.SampleRun;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Effort;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Heap;
import org.netserv.perf.result.Latency;
import org.netserv.perf.result.Run;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;
import org.netserv.rig.RigException;

class ResultStoreTest {
    private static final Trial TRIAL = new Trial("confirm", 0, 0.2000004, 9_000_000_000L, 8_999_999_999L,
            Map.of("nfnetlink_queue dropped", 1L), Validity.DISTURBED, "10 ms of \"steal\"",
            new Effort(0.1, 0.2, 0.3, 0.4, 5, 6, 7, 0.01, 0.02, 0.03));
    private static final Cell CELL = new Cell("nfqueue", 1, 4, "64", new Estimate(List.of(21_000.0), Bound.EXACT), 3.5,
            null,
            new Estimate(List.of(231_000.0, 229_500.25), Bound.AT_LEAST), null, List.of(TRIAL),
            List.of(new Latency(0.5, 115_000, 1_000, Map.of("99.99", 120_000L), "3 lost")),
            new Heap(2, 400_000, 0, 12, 0, 0),
            List.of(TRIAL, TRIAL), false, "Ω");
    private static final Run RUN = run("4f1c2aa+", "full 64 B");

    @TempDir
    Path folder;

    @Test
    void shouldReadBackWhatItWrote() throws Exception {
        Path written = new ResultStore(folder).write(RUN, "# Notes\n");
        assertEquals("20260102-030405-4f1c2aa-full-64-b", written.getFileName().toString());
        assertEquals(new StoredRun("20260102-030405-4f1c2aa-full-64-b", RUN, "# Notes\n"), ResultStore.read(written));
        assertEquals(RUN.environment(), Json.parse(Files.readString(written.resolve("env.json"))));
        try (var entries = Files.list(folder)) {
            assertEquals(1, entries.count(), "nothing else is left");
        }
    }

    @Test
    void shouldReadBackAWholeRun() {
        Run sample = SampleRun.of("quick", "2026-01-02T03:04:05Z", 1, 1);
        Run once = RunJson.read(RunJson.write(sample));
        assertEquals(once, RunJson.read(RunJson.write(once)));
        assertEquals(sample.cells().getFirst().trials().getFirst().sent(),
                once.cells().getFirst().trials().getFirst().sent());
        assertEquals(sample.environment(), once.environment());
    }

    @Test
    void shouldPutATrialOnALine() {
        long lines = RunJson.write(RUN).lines().filter(line -> line.strip().startsWith("{\"phase\":\"confirm\""))
                .count();
        assertEquals(3, lines);
    }

    @Test
    void shouldNeverChangeARunThatIsThere() throws Exception {
        ResultStore store = new ResultStore(folder);
        Path first = store.write(RUN, "first");
        Path second = store.write(RUN, "second");
        assertEquals(first.getFileName() + "-2", second.getFileName().toString());
        assertEquals("first", Files.readString(first.resolve("notes.md")));
        Path file = folder.resolve("run.json");
        ResultStore.writeFile(RUN, file);
        String message = message(() -> ResultStore.writeFile(RUN, file));
        assertEquals(file + " is already there and is not overwritten.", message);
        assertEquals(RUN, ResultStore.read(file).run());
    }

    @Test
    void shouldFindARunByWhatItIsCalled() {
        ResultStore store = new ResultStore(folder);
        store.write(RUN, "");
        Path other = store.write(run("0000000", "quick"), "");
        assertEquals(RUN, store.find("20260102-030405-4f").run());
        assertEquals(other.getFileName().toString(), store.find(other.toString()).name());
        assertEquals(RUN, store.find("latest").run());
        assertTrue(
                message(() -> store.find("2026")).startsWith("More than one run in " + folder + " begins with 2026: "));
        assertTrue(message(() -> store.find("1999")).startsWith("There is no run 1999: "));
    }

    @Test
    void shouldSayInOneSentenceWhatIsWrongWithAFile() throws Exception {
        assertDamaged("", "not a JSON object");
        assertDamaged("hello", "not a JSON object");
        assertDamaged("{}", "it is JSON, but not a run of this harness");
        assertDamaged("{\"format\": 2, \"cells\": []}", "it is of format 2, and this version reads format 1");
        String whole = RunJson.write(RUN);
        assertDamaged(whole.substring(0, whole.length() / 2), "not a JSON object");
        assertDamaged(whole.replaceFirst("\"sent\":\\d+", "\"sent\":\"many\""),
                "cells[0].curve[0].sent is not a number");
        assertDamaged(whole.replaceFirst("\"sent\":\\d+", "\"sent\":0.5"),
                "cells[0].curve[0].sent is not a whole number");
        assertDamaged(whole.replaceFirst("\"DISTURBED\"", "\"FINE\""),
                "cells[0].curve[0].validity is not one of [VALID, DISTURBED, VOID]");
        assertDamaged(whole.replaceFirst("\"commit\": [^\n]*\n", ""), "commit is not text");
        assertDamaged(whole.replaceFirst("\"values\":\\[[^]]*\\]", "\"values\":[null]"),
                "cells[0].cold.values[0] is not a number");
        Path missing = folder.resolve("missing");
        assertEquals(missing + " cannot be read: there is no " + missing + ".",
                message(() -> ResultStore.read(missing)));
    }

    @Test
    void shouldReadTheOthersWhenOneIsDamaged() throws Exception {
        ResultStore store = new ResultStore(folder);
        Path good = store.write(RUN, "");
        Path bad = store.write(run("0000000", "quick"), "");
        Files.writeString(bad.resolve("raw.json"), "[");
        Files.writeString(folder.resolve("README.md"), "not a run");
        ResultStore.Contents contents = store.readAll();
        assertEquals(List.of(good.getFileName().toString()), contents.runs().stream().map(StoredRun::name).toList());
        assertEquals(1, contents.damaged().size());
        assertTrue(contents.damaged().getFirst().contains(bad.getFileName().toString()), contents.damaged().toString());
        assertEquals(List.of(), new ResultStore(folder.resolve("none")).readAll().runs());
    }

    private void assertDamaged(String text, String why) throws IOException {
        Path file = folder.resolve("damaged.json");
        Files.writeString(file, text);
        String message = message(() -> ResultStore.read(file));
        assertTrue(message.startsWith(file + " cannot be read as a run: "), message);
        assertTrue(message.contains(why), message);
        assertFalse(message.contains("\n"), message);
    }

    private static String message(org.junit.jupiter.api.function.Executable action) {
        return String.valueOf(assertThrows(RigException.class, action).getMessage());
    }

    private static Run run(String commit, String suite) {
        return new Run(Run.FORMAT, suite, commit, "2026-01-02T03:04:05Z", "2026-01-02T03:09:05Z",
                Map.of("cpu.model", "Abacus"), List.of(), List.of(CELL), false);
    }
}
