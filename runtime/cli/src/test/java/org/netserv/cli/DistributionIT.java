package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.rig.Exec;
import org.netserv.rig.Result;

/** The distribution as the launcher starts it; needs no root. */
class DistributionIT {

    private static final Path HOME = Path.of("target", "netserv").toAbsolutePath();

    private static Result java(String flags, String... arguments) {
        List<String> argv = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + HOME.resolve("jvm.args"),
                        "@" + HOME.resolve(flags), "--module-path", HOME.resolve("lib").toString(), "-m",
                        "org.netserv.cli/org.netserv.cli.Main"));
        argv.addAll(List.of(arguments));
        return Exec.run(argv);
    }

    @Test
    void shouldStartWithItsFlagsAndNoWarningOfTheJvm() {
        for (String flags : List.of("run.args", "short.args")) {
            Result result = java(flags, "--version").orThrow();
            assertTrue(result.stdout().startsWith("netserv 0."), result::toString);
            assertEquals("", result.stderr());
        }
    }

    @Test
    void shouldExitWith2OnWrongUsage() {
        assertEquals(2, java("short.args", "nosuch").exit());
    }

    @Test
    void shouldCarryTheModulesThatComeWithNetServ() {
        assertTrue(Files.isRegularFile(HOME.resolve("modules/netmonitor.jar")));
        assertTrue(Files.isRegularFile(HOME.resolve("modules/keepalive.jar")));
    }
}
