package org.netserv.perf;

import java.io.PrintWriter;
import org.netserv.ffi.NativeException;
import org.netserv.rig.RigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The part of the command {@code netserv} that measures. */
@Command(name = "netserv", subcommands = {MlffrCommand.class, NeighbourCommand.class,
    DeployCommand.class, FootprintCommand.class, SoakCommand.class, SignalingCommand.class, FaultsCommand.class,
    ReportCommand.class}, description = "Measurements.")
public final class Main {

    private Main() {}

    /** Runs a subcommand and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.registerConverter(Ranges.class, text -> Ranges.parse(text, 1, Integer.MAX_VALUE, "numbers"));
        commandLine.setExecutionExceptionHandler((e, command, _) -> failed(e, command.getErr()));
        commandLine.setParameterExceptionHandler((e, _) -> misused(e));
        return commandLine;
    }

    private static int misused(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("netserv: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help.");
        return CommandLine.ExitCode.USAGE;
    }

    /** A sentence for what a user can mend; a stack trace, too, for what only we can. */
    private static int failed(Exception e, PrintWriter err) {
        switch (e) {
            case RigException expected -> err.println("netserv: " + expected.getMessage());
            case NativeException expected -> err.println("netserv: the kernel refused: " + expected.getMessage());
            default -> {
                err.println("netserv: this is a fault of NetServ, please report it:");
                e.printStackTrace(err);
            }
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
