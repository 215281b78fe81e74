package org.netserv.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What has to do with signaling on the path: a group of subcommands. */
@Command(name = "signal", mixinStandardHelpOptions = true, subcommands = SignalTraceCommand.class, description = "Signaling on the path (GIST), by which nodes find each other: look at it.", footer = {
    "", "Example:", "  netserv signal trace --seconds 60", "  netserv signal trace capture.pcap --json"})
final class SignalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
