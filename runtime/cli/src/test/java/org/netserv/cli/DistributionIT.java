package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void shouldFindNothingWrongWithTheModulesThatComeWithNetServ() {
        for (String name : new String[]{"netmonitor", "keepalive"}) {
            Result result = Distribution.run("short.args", "check",
                    Distribution.HOME.resolve("modules/" + name + ".jar").toString());
            assertEquals(0, result.exit(), result::toString);
            assertTrue(result.stdout().endsWith("_1.0.0 uses only what modules may use (list 1.1.0)\n"),
                    result::toString);
        }
    }

    @Test
    void shouldSayWhyAFileWouldNotBeInstalled() {
        Result result = Distribution.run("short.args", "check", "--json",
                Distribution.HOME.resolve("lib/netserv-cli.jar").toString());
        assertEquals(1, result.exit(), result::toString);
        assertTrue(result.stdout().contains("\"ok\" : false"), result::toString);
        assertTrue(result.stdout().contains("its manifest has no entry point"), result::toString);
    }

    @Test
    void shouldReplayACaptureAndShowTheModulesOwnCounters(@TempDir Path folder) throws IOException {
        Path in = emptyCapture(folder);
        Path out = folder.resolve("out.pcap");
        String json = Distribution.run("short.args", "replay", "--json", "--module",
                Distribution.HOME.resolve("modules/keepalive.jar").toString(), in.toString(), out.toString()).orThrow()
                .stdout();
        assertTrue(json.contains("\"custom.answered\" : 0"), json);
        assertEquals(24, Files.size(out));
    }

    @Test
    void shouldSayInOneSentenceThatAFileIsNoModule(@TempDir Path folder) throws IOException {
        Path in = emptyCapture(folder);
        Result result = Distribution.run("short.args", "replay", "--module", in.toString(), in.toString(),
                folder.resolve("out.pcap").toString());
        assertEquals(1, result.exit());
        assertTrue(result.stderr().contains("in.pcap is not a readable JAR"), result::toString);
        assertEquals(1, result.stderr().lines().count(), result::toString);
    }

    private static Path emptyCapture(Path folder) throws IOException {
        return Files.write(folder.resolve("in.pcap"),
                HexFormat.of().parseHex("d4c3b2a1020004000000000000000000ffff000065000000"));
    }
}
