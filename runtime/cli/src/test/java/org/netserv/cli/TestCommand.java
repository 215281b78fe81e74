package org.netserv.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** A command as a user gives it, within the test's own JVM. */
public final class TestCommand {
    private TestCommand() {}

    /** Runs it; its exit code. */
    public static int run(PrintWriter out, PrintWriter err, List<?> arguments) {
        CommandLine command = Main.commandLine(Map.of("TERM", "dumb"), true).setOut(out).setErr(err);
        return command.execute(arguments.stream().map(String::valueOf).toArray(String[]::new));
    }
}
