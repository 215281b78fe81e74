package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine commandLine = Main.commandLine(Map.of("TERM", "dumb"), true);
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    @Test
    void shouldPrintHelpWithoutSubcommand() {
        assertEquals(0, run());
        assertTrue(out.toString().contains("Usage: netserv"), out::toString);
        assertTrue(out.toString().contains("test "), out::toString);
    }

    @Test
    void shouldPrintItsVersion() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().startsWith("netserv 0."), out::toString);
    }

    @Test
    void shouldExitWith2AndNameAnUnknownSubcommand() {
        assertEquals(2, run("nosuch"));
        assertTrue(err.toString().contains("nosuch"), err::toString);
    }

    @Test
    void shouldExitWith1AndOneSentenceWhenASubcommandFails() {
        assertEquals(1, run("test", "x"));
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().startsWith("netserv: `test` is run by the launcher"), err::toString);
    }
}
