package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.controller.ReplayGuard.Outcome;
import org.netserv.node.journal.ForcedFiles;

class ReplayGuardTest {
    private final ControllerFixture.TestClock clock = new ControllerFixture.TestClock();
    private final Instant soon = clock.instant().plusSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void shouldRememberPerUserUntilExpiry() throws IOException {
        try (ReplayGuard guard = open()) {
            assertEquals(Outcome.NEW, take(guard, "jane", "n1", "d1", soon));
            assertEquals(Outcome.IDENTICAL, take(guard, "jane", "n1", "d1", soon));
            assertEquals(Outcome.REUSED_NONCE, take(guard, "jane", "n1", "d2", soon));
            assertEquals(Outcome.NEW, take(guard, "john", "n1", "d1", soon));
            clock.advance(Duration.ofSeconds(60));
            assertEquals(Outcome.NEW, take(guard, "jane", "n1", "d1", soon.plusSeconds(60)));
        }
    }

    @Test
    void shouldRememberAcrossRestarts() throws IOException {
        try (ReplayGuard guard = open()) {
            take(guard, "jane", "n1", "d1", soon);
        }
        try (ReplayGuard guard = open()) {
            assertEquals(Outcome.IDENTICAL, take(guard, "jane", "n1", "d1", soon));
            assertEquals(clock.instant(), guard.latest());
        }
    }

    @Test
    void shouldHaveItOnDiskBeforeItSaysSo() throws IOException {
        try (ReplayGuard guard = open()) {
            take(guard, "jane", "n1", "d1", soon);
            assertTrue(lines().getLast().endsWith(" jane n1 d1"), lines().toString());
            assertEquals(2, ForcedFiles.count(directory.resolve("replay.log"), () -> {
                guard.take("jane", "n2", "d2", soon, false);
                guard.take("jane", "n3", "d3", soon, true);
                guard.take("jane", "n3", "d3", soon, true); // is known: nothing to write
            }));
        }
    }

    @Test
    void shouldCutOffALineThatACrashLeftUnfinished() throws IOException {
        try (ReplayGuard guard = open()) {
            take(guard, "jane", "n1", "d1", soon);
        }
        String whole = lines().getFirst() + "\n";
        for (String zeros : List.of("", "\0".repeat(100))) {
            Files.writeString(directory.resolve("replay.log"), whole + soon + " " + soon + " jane n2" + zeros);
            try (ReplayGuard guard = open()) {
                assertEquals(Outcome.IDENTICAL, take(guard, "jane", "n1", "d1", soon));
                assertEquals(Outcome.NEW, take(guard, "jane", "n2", "d2", soon));
            }
        }
    }

    @Test
    void shouldNameTheLineThatIsDamaged() throws IOException {
        Files.writeString(directory.resolve("replay.log"), soon + " " + soon + " jane n1 d1\nrubbish\n");
        IOException damage = assertThrows(IOException.class, this::open);
        assertTrue(String.valueOf(damage.getMessage()).contains("replay.log:2 is damaged"), damage.getMessage());
    }

    @Test
    void shouldForgetWhatHasExpiredWhenItStarts() throws IOException {
        try (ReplayGuard guard = open()) {
            for (int i = 0; i < 100; i++) {
                take(guard, "jane", "n" + i, "d", soon);
            }
        }
        clock.advance(Duration.ofSeconds(61));
        open().close();
        assertEquals(1, lines().size());
    }

    @Test
    void shouldForgetWhatHasExpiredWhileItRuns() throws IOException {
        try (ReplayGuard guard = open()) {
            for (int i = 0; i < 2_000; i++) {
                take(guard, "jane", "n" + i, "d", clock.instant().plusSeconds(1));
                clock.advance(Duration.ofSeconds(1));
            }
            assertTrue(lines().size() <= 1_001);
        }
    }

    @Test
    void shouldKnowItsLatestMessageAfterThatHasExpired() throws IOException {
        Instant taken = clock.instant();
        try (ReplayGuard guard = open()) {
            take(guard, "jane", "n1", "d1", soon);
        }
        clock.advance(Duration.ofSeconds(61));
        open().close();
        try (ReplayGuard guard = open()) {
            assertEquals(taken, guard.latest());
            assertEquals(Outcome.NEW, take(guard, "jane", "n1", "d1", soon.plusSeconds(60)));
        }
    }

    @Test
    void shouldSayThatAFileIsNoText() throws IOException {
        Files.write(directory.resolve("replay.log"), new byte[]{(byte) 0xff, '\n'});
        IOException damage = assertThrows(IOException.class, this::open);
        assertTrue(String.valueOf(damage.getMessage()).contains("replay.log"), damage.getMessage());
    }

    private static Outcome take(ReplayGuard guard, String user, String nonce, String digest, Instant expires)
            throws IOException {
        return guard.take(user, nonce, digest, expires, false);
    }

    /** Its lines, without the zeros behind them. */
    private List<String> lines() throws IOException {
        String text = Files.readString(directory.resolve("replay.log"));
        return text.substring(0, text.indexOf('\0')).lines().toList();
    }

    private ReplayGuard open() throws IOException {
        return new ReplayGuard(directory.resolve("replay.log"), clock);
    }
}
