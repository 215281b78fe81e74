package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.rig.Result;

/** The distribution as the launcher starts it; needs no root. */
class DistributionIT {

    @Test
    void shouldStartWithItsFlagsAndNoWarningOfTheJvm() {
        for (String flags : List.of("run.args", "short.args")) {
            Result result = Distribution.run(flags, "--version").orThrow();
            assertTrue(result.stdout().startsWith("netserv 0."), result::toString);
            assertEquals("", result.stderr());
        }
    }

    @Test
    void shouldExitWith2OnWrongUsage() {
        assertEquals(2, Distribution.run("short.args", "nosuch").exit());
    }

    @Test
    void shouldCarryTheModulesThatComeWithNetServ() {
        assertTrue(Files.isRegularFile(Distribution.HOME.resolve("modules/netmonitor.jar")));
        assertTrue(Files.isRegularFile(Distribution.HOME.resolve("modules/keepalive.jar")));
    }
}
