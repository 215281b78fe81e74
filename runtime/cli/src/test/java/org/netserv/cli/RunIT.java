package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.json.Json;
import org.netserv.rig.Exec;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/** A node on the replay plane, as the launcher starts it; needs no root. */
class RunIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void shouldAnswerMachinesAndLogObjects() throws Exception {
        int port = freePort();
        Path log = folder.resolve("log");
        try (Running node = Running.start(Distribution.command("run.args", "run", "--config",
                configuration(port).toString(), "--log-format", "json"), Map.of(), log)) {
            assertTrue(Waiting.until(() -> "ok\n".equals(get(port, "/readyz")), TIMEOUT),
                    () -> String.join("\n", node.lines()));
            String metrics = get(port, "/metrics");
            assertTrue(metrics.contains("netserv_build_info{version=\"0."), metrics);
            assertTrue(metrics.contains("jvm_gc_collection_seconds_sum{gc=\"ZGC"), metrics);
            assertTrue(metrics.contains("netserv_plane_incidents_total{plane=\"replay\",incident=\"non_ip\"} 0"),
                    metrics);
            assertEquals(1, metrics.lines().filter(line -> line.startsWith("netserv_path_batches_total ")).count());
            Exec.run(List.of("kill", "-TERM", Long.toString(node.pid()))).orThrow();
            assertEquals(0, node.awaitExit(TIMEOUT));
            List<String> lines = Files.readAllLines(log);
            assertNotEquals(List.of(), lines);
            for (String line : lines) {
                Map<String, Object> object = Json.parse(line);
                assertTrue(object.containsKey("time") && object.containsKey("level")
                        && object.containsKey("formattedMessage"), line);
            }
            assertTrue(lines.getLast().contains("the node has ended"), lines::toString);
        }
    }

    private Path configuration(int port) throws IOException {
        Files.write(folder.resolve("in.pcap"),
                HexFormat.of().parseHex("d4c3b2a1020004000000000000000000ffff000065000000"));
        return Files.writeString(folder.resolve("netserv.xml"), """
                <netserv node-id="edge1" state="state">
                  <control socket="control.sock"/>
                  <plane name="replay">
                    <option name="in" value="%s"/>
                    <option name="out" value="%s"/>
                  </plane>
                  <metrics port="%d"/>
                </netserv>
                """.formatted(folder.resolve("in.pcap"), folder.resolve("out.pcap"), port));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Empty while nobody answers. */
    private static String get(int port, String path) {
        try (InputStream body = URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
