package org.netserv.node.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.testing.Fuzzing;

class JournalFuzzTest {

    /** Whatever is in it: what is sound is there, and it is so at the next start as well. */
    @Test
    void shouldOpenWhateverIsInTheFile(@TempDir Path folder) {
        Path file = folder.resolve("journal");
        Fuzzing.Outcome outcome = Fuzzing.run("journal", 200, input -> {
            Files.write(file, input);
            List<Installed> entries;
            try (Journal journal = Journal.open(file)) {
                entries = List.copyOf(journal.entries());
            }
            try (Journal again = Journal.open(file)) {
                assertEquals(entries, List.copyOf(again.entries()));
                assertEquals(List.of(), again.damages());
            }
        }, Fuzzing.NoRefusal.class);
        assertTrue(outcome.taken() > 200, outcome::toString);
        outcome.record(getClass());
    }

    @Test
    void shouldTakeOrRefuseWhateverIsInARecord() {
        Fuzzing.Outcome outcome = Fuzzing.run("record", 20_000, Records::parse, IllegalArgumentException.class);
        assertTrue(outcome.taken() > 100 && outcome.reasons() > 5, outcome::toString);
        outcome.record(getClass());
    }
}
