package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    /** All of them are read only where somebody asks for help. */
    @Test
    void shouldSayTheSameOfASubcommandThatIsReadByItself() {
        CommandLine all = Main.commandLine(Map.of("TERM", "dumb"), false);
        all.getSubcommands().forEach((name, expected) -> {
            Map<String, CommandLine> one = Objects.requireNonNull(Main.commandLine(Map.of("TERM", "dumb"), name))
                    .getSubcommands();
            assertEquals(Set.of(name), one.keySet());
            one.forEach((_, found) -> assertEquals(expected.getUsageMessage(), found.getUsageMessage()));
        });
        assertTrue(all.getSubcommands().size() > 20, all.getSubcommands()::toString);
        assertNull(Main.commandLine(Map.of(), "nosuch"));
        assertNull(Main.commandLine(Map.of(), "--help"));
    }

    @Test
    void shouldExitWith1AndOneSentenceWhenASubcommandFails() {
        assertEquals(1, run("test", "x"));
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().startsWith("netserv: `test` is run by the launcher"), err::toString);
    }
}
