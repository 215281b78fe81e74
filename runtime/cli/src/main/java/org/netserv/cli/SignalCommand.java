package org.netserv.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What has to do with paths instead of with one node. */
@Command(name = "signal", mixinStandardHelpOptions = true, subcommands = {SignalSendCommand.Setup.class,
    SignalSendCommand.Remove.class, SignalSendCommand.Probe.class, SignalTraceCommand.class}, description = {
        "Send a message along the path to a user, and show what the nodes on it answer; or look at signaling."}, footer = {
            "", "Example:", "  netserv signal setup --from 192.0.2.10 --to 198.51.100.7 setup.ncm",
            "  netserv signal trace capture.pcap"})
final class SignalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
