package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.testing.Fuzzing;

class ReplayGuardFuzzTest {
    private final ControllerFixture.TestClock clock = new ControllerFixture.TestClock();

    /** What is taken is the same at the next start. */
    @Test
    void shouldTakeOrRefuseWhateverIsInTheMemoryOfMessages(@TempDir Path folder) {
        Path file = folder.resolve("replay.log");
        Fuzzing.Outcome outcome = Fuzzing.run("replay-log", 1_000, input -> {
            Files.write(file, input);
            Instant latest;
            try (ReplayGuard guard = new ReplayGuard(file, clock)) {
                latest = guard.latest();
            }
            try (ReplayGuard again = new ReplayGuard(file, clock)) {
                assertEquals(latest, again.latest());
            }
        }, IOException.class);
        assertTrue(outcome.taken() > 100 && outcome.reasons() > 5, outcome::toString);
        outcome.record(getClass());
    }
}
