package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.netserv.rig.Exec;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;
import org.netserv.rig.Result;

/** The demo from the distribution, as the launcher starts it. */
class DemoIT {

    private static final Path HOME = Path.of("target", "netserv").toAbsolutePath();
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    @BeforeEach
    void requireRoot() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
    }

    @ParameterizedTest
    @EachPlane
    void shouldFindAllFiguresRight(String plane) throws IOException {
        Path json = folder.resolve("figures.json");
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Result result = Exec.run(command(temporary, "demo", "--plane", plane, "--json", json.toString()), "", TIMEOUT);
        assertEquals(0, result.exit(), result::toString);
        assertEquals("", result.stderr());
        assertTrue(result.stdout().contains("All figures are right."), result::toString);

        Map<String, Object> object = Json.parse(Files.readString(json));
        assertEquals(true, object.get("right"));
        assertEquals(plane, object.get("plane"));
        assertEquals(200, figure(object, "keep-alives", "before SETUP, IPv4", "at the server"));
        assertEquals(200, figure(object, "keep-alives", "after SETUP, IPv4, MASQUERADE", "answered"));
        assertEquals(0, figure(object, "keep-alives", "after SETUP, IPv6", "at the server"));
        assertEquals(figure(object, "other-traffic", "NetMonitor, all packets", "sent"),
                figure(object, "other-traffic", "NetMonitor, all packets", "counted"));
        assertEquals(401, figure(object, "refusals", "one flipped bit", "code"));
        assertEquals(100, figure(object, "return", "after the TTL, IPv4", "at the server"));
        assertEquals(0, figure(object, "kill", "UDP that no module wants", "lost"));
        assertEquals(0, figure(object, "kill", "its end", "rules left"));
        assertEquals(422, figure(object, "hostile", "SETUP of a module that would end the JVM", "code"));
        assertEquals(1, figure(object, "hostile", "the module that never returns", "stopped"));
        assertEquals(2000, figure(object, "hostile", "UDP that NetMonitor saw meanwhile", "received"));
        assertNothingIsLeft(temporary);
    }

    private static @Nullable Object figure(Map<String, Object> object, String step, String line, String name) {
        Object value = object.get("figures");
        for (String key : List.of(step, line, name)) {
            Map<?, ?> map = assertInstanceOf(Map.class, value, step + ", " + line + ", " + name);
            assertTrue(map.containsKey(key), () -> key + " is not among " + map.keySet());
            value = map.get(key);
        }
        return value;
    }

    private static void assertNothingIsLeft(Path temporary) throws IOException {
        assertTrue(Namespace.list().stream().noneMatch(name -> name.startsWith("ns-demo-")),
                () -> Namespace.list().toString());
        try (var files = Files.list(temporary)) {
            assertEquals(List.of(), files.map(Path::toString).filter(name -> name.contains("netserv-demo-")).toList());
        }
    }

    private static List<String> command(Path temporary, String... arguments) {
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + HOME.resolve("jvm.args"),
                "@" + HOME.resolve("run.args"), "-Dnetserv.home=" + HOME, "-Djava.io.tmpdir=" + temporary,
                "--module-path", HOME.resolve("lib").toString(), "-m", "org.netserv.cli/org.netserv.cli.Main"));
        argv.addAll(List.of(arguments));
        return argv;
    }
}
