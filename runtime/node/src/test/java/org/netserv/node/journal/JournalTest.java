package org.netserv.node.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("journal");
    }

    private static Installed.Version version(String id) {
        return new Installed.Version(id, "SETUP " + id + " NETSERV/0.1\nuser:jane\n\n", "ab".repeat(32), SINCE,
                SINCE.plusSeconds(600));
    }

    private static Installed entry(String user, String name, String version) {
        return new Installed(user, name, version(name + "_" + version), List.of(version(name + "_0.9.0")), false);
    }

    @Test
    void shouldHaveEachChangeOnDiskBeforeItReturns() throws IOException {
        try (Journal journal = Journal.open(file)) {
            assertEquals(3, ForcedFiles.count(file, () -> {
                journal.put(entry("jane", "a", "1.0.0"));
                journal.put(entry("jane", "a", "2.0.0"));
                journal.remove("jane", "a");
                journal.remove("jane", "a"); // is not there: nothing to write
            }));
        }
    }

    private List<Installed> read() throws IOException {
        try (Journal journal = Journal.open(file)) {
            assertEquals(List.of(), journal.damages());
            return journal.entries();
        }
    }

    @Test
    void shouldHaveEntriesAgainInTheirOrder() throws IOException {
        List<Installed> entries = List.of(entry("jane", "b", "1.0.0"), entry("john", "b", "1.0.0"),
                entry("jane", "a", "1.0.0"));
        try (Journal journal = Journal.open(file)) {
            for (Installed entry : entries) {
                journal.put(entry);
            }
            assertEquals(entries, journal.entries());
        }
        assertEquals(entries, read());
        assertEquals(entries, read());
    }

    @Test
    void shouldPutAnotherVersionLastAndTheSameInItsPlace() throws IOException {
        Installed suspended = new Installed("jane", "b", version("b_1.0.0"), List.of(), true);
        try (Journal journal = Journal.open(file)) {
            journal.put(entry("jane", "a", "1.0.0"));
            journal.put(entry("jane", "b", "1.0.0"));
            journal.put(entry("jane", "a", "2.0.0"));
            journal.put(suspended);
        }
        assertEquals(List.of(suspended, entry("jane", "a", "2.0.0")), read());
    }

    @Test
    void shouldForgetWhatIsRemoved() throws IOException {
        try (Journal journal = Journal.open(file)) {
            journal.put(entry("jane", "a", "1.0.0"));
            journal.put(entry("john", "a", "1.0.0"));
            journal.remove("jane", "a");
            journal.remove("jane", "never");
        }
        assertEquals(List.of(entry("john", "a", "1.0.0")), read());
    }

    @Test
    void shouldNotGrowWithWhatIsOver() throws IOException {
        try (Journal journal = Journal.open(file)) {
            for (int n = 0; n < 5_000; n++) {
                journal.put(entry("jane", "a", n + ".0.0"));
                journal.remove("jane", "a");
            }
            assertTrue(Files.size(file) < 3 << 20, "bytes=" + Files.size(file));
        }
        assertEquals(List.of(), read());
    }

    @Test
    void shouldKeepADamagedFileAsideAndAllThatIsSound() throws IOException {
        try (Journal journal = Journal.open(file)) {
            for (String name : List.of("a", "b", "c")) {
                journal.put(entry("jane", name, "1.0.0"));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        int middle = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("b_1.0.0");
        bytes[middle] = 'x';
        Files.write(file, bytes);
        try (Journal journal = Journal.open(file)) {
            assertEquals(1, journal.damages().size());
            assertEquals(List.of(entry("jane", "a", "1.0.0"), entry("jane", "c", "1.0.0")), journal.entries());
        }
        assertEquals(bytes.length, Files.size(directory.resolve("journal.damaged")));
        assertEquals(2, read().size());
    }

    @Test
    void shouldSayWhatCannotBeRead() throws IOException {
        Files.createDirectory(file);
        String sentence = String.valueOf(assertThrows(IOException.class, () -> Journal.open(file)).getMessage());
        assertTrue(sentence.startsWith("the journal " + file + " cannot be used: "), sentence);
    }

    @Test
    void shouldPassOverARecordThatIsNone() throws IOException {
        try (RecordLog log = RecordLog.open(file, _ -> {})) {
            for (String text : List.of("[]", "{", "{\"user\":1}", "{\"user\":\"u\",\"name\":\"n\",\"current\":3}",
                    "{\"user\":\"u\",\"name\":\"n\",\"current\":{\"id\":\"a\",\"since\":\"x\"}}")) {
                log.append(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        try (Journal journal = Journal.open(file)) {
            assertEquals(5, journal.damages().size());
            assertEquals(List.of(), journal.entries());
        }
    }
}
