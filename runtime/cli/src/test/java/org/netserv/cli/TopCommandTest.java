package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import org.netserv.node.message.Method;
import org.netserv.node.message.StatusCode;

/** {@code top} as it is used: again and again, each time since the last. */
class TopCommandTest {
    @TempDir
    private Path folder;

    /** A node's state so many seconds after the first, with what a module has had until then. */
    private static Answer state(int second, long packets, long bytes, long cpuNanos, long dropped) {
        return Answer.of(StatusCode.DONE, "").with("""
                {"node-id": "edge1", "now": "2026-01-01T00:00:%02dZ",
                 "modules": [{"user": "jane", "id": "a.b_1.0.0", "state": "ACTIVE", "counters":
                   {"packets": %d, "bytes": %d, "cpu_nanos": %d, "dropped": %d}}],
                 "users": [{"name": "jane", "quota": {"packets-per-second": 1000}}], "counters": {"fragments": %d}}"""
                .formatted(second, packets, bytes, cpuNanos, dropped, second));
    }

    private static Answer[] states() {
        return new Answer[]{state(0, 100, 10_000, 1_000_000, 0), state(2, 300, 260_000, 401_000_000, 10),
            state(3, 350, 260_000, 451_000_000, 10)};
    }

    @Test
    void shouldShowRatesSinceTheLastLook() throws IOException {
        try (FakeNode node = new FakeNode(folder, states())) {
            assertEquals(0, node.run("top", "--count", "2", "--interval", "0.1"), () -> node.err);
            String header = "USER         MODULE                             STATE         PACKETS/s   KERNEL/s     Mbit/s"
                    + "   ns/pkt  CPU %  DROPS/s BY REASON\n";
            assertEquals("edge1 at 2026-01-01T00:00:02Z\n" + header
                    + "jane         a.b_1.0.0                          ACTIVE              100          0       1.00"
                    + "  2000000   20.0  dropped 5\njane         packets-per-second: 100 of 1000 (10 %)\n"
                    + "node: fragments 1\nedge1 at 2026-01-01T00:00:03Z\n" + header
                    + "jane         a.b_1.0.0                          ACTIVE               50          0       0.00"
                    + "  1000000    5.0  \njane         packets-per-second: 50 of 1000 (5 %)\nnode: fragments 1\n",
                    node.out);
            assertEquals(List.of(Method.STATUS, Method.STATUS, Method.STATUS),
                    node.received.stream().map(message -> message.method()).toList());
        }
    }

    @Test
    void shouldGiveTheSameFiguresAsJson() throws IOException {
        try (FakeNode node = new FakeNode(folder, Arrays.copyOf(states(), 2))) {
            assertEquals(0, node.run("top", "-n", "1", "-i", "0.1", "--json"), () -> node.err);
            Map<String, Object> top = Json.parse(node.out);
            assertEquals(2.0, top.get("seconds"));
            Map<?, ?> module = (Map<?, ?>) ((List<?>) top.getOrDefault("modules", List.of())).getFirst();
            assertEquals(List.of("a.b_1.0.0", 100.0, 125_000.0, 2_000_000.0, 0.2, Map.of("dropped", 5.0)),
                    List.of("module", "packets-per-second", "bytes-per-second", "cpu-nanos-per-packet", "cpu-share",
                            "reasons-per-second").stream().map(name -> (Object) module.get(name)).toList());
            assertEquals(2, node.received.size());
        }
    }

    @Test
    void shouldEndWithWhatTheNodeRefuses() throws IOException {
        try (FakeNode node = new FakeNode(folder, states()[0], Answer.of(StatusCode.FORBIDDEN, "for the operator"))) {
            assertEquals(1, node.run("top", "--interval", "0.1"));
            assertEquals("403 not authorised: for the operator\n", node.out);
            assertEquals(2, node.run("top", "--interval", "0"));
            assertTrue(node.err.contains("expected --interval from 0.1 to 3600"), node.err);
        }
    }
}
