package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private static void assertMisuse(String sentence, String... arguments) {
        Console console = Console.run(arguments);
        assertEquals(2, console.exitCode());
        assertEquals("netserv: " + sentence + System.lineSeparator() + "See netserv bench --help."
                + System.lineSeparator(), console.err());
        assertEquals("", console.out());
    }

    @Test
    void shouldRefuseAPatternThatNothingMatches() {
        assertMisuse("no benchmark's name has \"nosuch\" in it; --list prints all names", "--smoke", "parse", "nosuch");
    }

    @Test
    void shouldRefuseAPatternThatIsNone() {
        assertMisuse("\"(\" is no regular expression: Unclosed group", "(");
    }

    @Test
    void shouldRefuseAFileThatCannotBeWritten(@TempDir Path folder) {
        assertMisuse("--json expects a file, " + folder + " is a folder", "--json", folder.toString());
        Path missing = folder.resolve("missing/results.json");
        assertMisuse("--json: " + missing + " cannot be written", "--json", missing.toString());
    }

    @Test
    void shouldRefuseTwoEfforts() {
        assertEquals(2, Console.run("--quick", "--smoke").exitCode());
    }

    @Test
    void shouldListBenchmarksWithTheirParameters() {
        Console console = Console.run("--list");
        assertEquals(0, console.exitCode());
        assertTrue(console.out().lines().anyMatch(
                "classify.filterTable  filters=1|100|10000  traffic=hit|missPort|missAddress"::equals), console.out());
        assertTrue(console.out().lines().noneMatch(line -> line.contains("reference")), console.out());
    }

    @Test
    void shouldListOnlyWhatAPatternIsFoundIn() {
        assertEquals(4, Console.run("--list", "CHECKSUM").out().lines().count());
    }
}
