package org.netserv.isolation.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netserv.node.sandbox.Sandbox;

/** Plays every attempt of the corpus, beside a neighbour that must lose nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileModulesTest {
    @TempDir
    Path folder;

    static Stream<Attempt> attempts() {
        return Attempt.all().stream();
    }

    @BeforeAll
    static void use() {
        HostileModulesTest.class.getModule().addUses(Sandbox.class);
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void shouldEndAsTheTableSays(Attempt attempt) throws Exception {
        try (Stage stage = new Stage(folder)) {
            Stage.Outcome outcome = stage.play(attempt.bundle().build(folder.resolve("hostile.jar")));
            assertEquals(attempt.ends(), outcome.end(), outcome::said);
            assertTrue(outcome.said().contains(attempt.because()), outcome::said);
            assertEquals(stage.neighboursPackets(), stage.neighbours(), "packets of the neighbour");
            assertEquals(List.of(), Stage.threadsLeft());
        }
    }

    @Test
    void shouldHaveATableOfAllAttempts() throws Exception {
        List<Attempt> attempts = Attempt.all();
        assertTrue(attempts.size() >= 60, "attempts: " + attempts.size());
        StringBuilder table = new StringBuilder("| | attempt | outcome | because |\n|---|---|---|---|\n");
        String group = "";
        for (Attempt attempt : attempts) {
            table.append("| ").append(attempt.group().equals(group) ? "" : attempt.group()).append(" | ")
                    .append(attempt.aim()).append(" | ").append(attempt.ends()).append(" | `").append(attempt.because())
                    .append("` |\n");
            group = attempt.group();
        }
        Path file = Path.of(System.getProperty("netserv.root", "..")).resolve("docs/isolation.md");
        if (Boolean.getBoolean("netserv.write-tables")) {
            Files.writeString(file, replaced(Files.readString(file), table.toString()));
        }
        assertTrue(Files.readString(file).contains(table),
                file + " does not have the table of this corpus: run the tests with -Dnetserv.write-tables=true");
    }

    private static String replaced(String text, String table) {
        int begin = text.indexOf("| | attempt |");
        int end = text.indexOf("\n\n", begin);
        return text.substring(0, begin) + table + text.substring(end + 1);
    }
}
