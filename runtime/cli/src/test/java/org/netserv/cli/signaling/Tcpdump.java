package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.netserv.rig.Exec;
import org.netserv.rig.Namespace;
import org.netserv.rig.Running;

/** An independent program that takes down all that passes by an interface. */
final class Tcpdump implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Running running;

    /** Returns when it has begun. */
    Tcpdump(Namespace host, String networkInterface, Path file) {
        running = host.start("tcpdump", "-i", networkInterface, "--immediate-mode", "-U", "-Z", "root", "-w",
                file.toString(), "udp port 270 or tcp or icmp or icmp6");
        running.awaitLine(".*listening on.*", PATIENCE);
    }

    /** Returns when all is written. */
    @Override
    public void close() {
        Exec.run(List.of("kill", "-INT", Long.toString(running.pid()))).orThrow();
        running.awaitExit(PATIENCE);
        assertTrue(running.lines().stream().anyMatch("0 packets dropped by kernel"::equals),
                () -> running.lines().toString());
        running.close();
    }
}
