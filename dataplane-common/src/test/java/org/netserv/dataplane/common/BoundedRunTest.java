package org.netserv.dataplane.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class BoundedRunTest {
    @Test
    void shouldGiveInputAndReadBothStreamsAndTheCode() throws Exception {
        BoundedRun run = BoundedRun.of(List.of("sh", "-c", "cat; echo err >&2; exit 3"), "in\n", 10);
        assertEquals(new BoundedRun(3, "in\nerr\n"), run);
    }

    @Test
    void shouldNotMindThatAProgramReadsNothing() throws Exception {
        assertEquals(new BoundedRun(0, "done\n"),
                BoundedRun.of(List.of("sh", "-c", "exec <&-; echo done"), "x".repeat(1 << 20), 10));
    }

    @Test
    void shouldEndAProgramThatHangsWithWhatItHasStartedThoughItReadsNothing() {
        assertThrows(TimeoutException.class,
                () -> BoundedRun.of(List.of("sh", "-c", "sleep 3601; exit 0"), "x".repeat(1 << 20), 1));
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (isThere("sleep 3601") && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertFalse(isThere("sleep 3601"));
    }

    private static boolean isThere(String command) {
        return ProcessHandle.current().descendants()
                .anyMatch(process -> process.info().commandLine().orElse("").contains(command));
    }

    @Test
    void shouldSayThatAProgramIsNotThere() {
        assertThrows(IOException.class, () -> BoundedRun.of(List.of("/nowhere/iptables"), "", 1));
    }
}
