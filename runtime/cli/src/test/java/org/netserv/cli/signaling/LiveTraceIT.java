package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.cli.Distribution;
import org.netserv.rig.Namespace;
import org.netserv.rig.Result;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/** How a trace of what passes begins and ends. */
class LiveTraceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Namespace host;

    @TempDir
    private Path folder;

    @BeforeAll
    static void build() {
        host = Namespace.create("gistlive", "h");
    }

    @AfterAll
    static void remove() {
        host.close();
    }

    private static List<String> trace(String... options) {
        List<String> command = new ArrayList<>(Distribution.command("short.args", "signal", "trace"));
        command.addAll(List.of(options));
        return command;
    }

    @Test
    void shouldEndWhenThereIsEnough() {
        Path file = folder.resolve("x.pcapng");
        try (Running trace = host.start(
                trace("--json", "--count", "2", "--interface", "lo", "--write", file.toString()),
                Map.of(), null)) {
            assertTrue(Waiting.until(() -> Files.exists(file), PATIENCE), () -> trace.lines().toString());
            for (int port : new int[]{271, 270, 270}) {
                host.exec("bash", "-c", "echo abc > /dev/udp/127.0.0.1/" + port);
            }
            assertEquals(0, trace.awaitExit(PATIENCE), () -> trace.lines().toString());
            List<String> objects = trace.lines().stream().filter(line -> line.startsWith("{")).toList();
            assertEquals(2, objects.size(), () -> trace.lines().toString());
            assertTrue(objects.getFirst().contains("\"interface\":\"lo\"") && objects.getFirst().contains(
                    "\"note\":\"no message: 4 bytes, expected 4e04bda5 and a header of 8 bytes\""), objects::toString);
            assertTrue(trace.lines().contains("2 shown, of 2 packets; the kernel had no room for 0"),
                    () -> trace.lines().toString());
        }
        TraceOutput again = TraceOutput.of(file);
        assertEquals(2, again.lines().size(), again::toString);
    }

    @Test
    void shouldEndWhenTheTimeIsUp() {
        Result result = host.exec(trace("--seconds", "1"), PATIENCE);
        assertEquals(0, result.exit(), result::toString);
        assertEquals("0 shown, of 0 packets; the kernel had no room for 0\n", result.stderr());
        assertEquals("", result.stdout());
    }

    @Test
    void shouldSayWhatItNeeds() {
        List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set=-net_raw", "--"));
        command.addAll(trace("--seconds", "1"));
        Result result = host.exec(command, PATIENCE);
        assertEquals(1, result.exit(), result::toString);
        assertEquals(
                "netserv: to see packets as they pass needs CAP_NET_RAW: run it as root, or give it a capture file\n",
                result.stderr());
    }
}
