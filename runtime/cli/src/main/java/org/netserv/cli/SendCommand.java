package org.netserv.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import java.nio.file.Path;

/** Sends a message that is signed already. */
@Command(name = "send", mixinStandardHelpOptions = true, description = {
    "Send a control message that is signed already to a node, and show its answer."}, footer = {"", "Example:",
        "  netserv sign --key janedoe.pem setup.txt > setup.signed",
        "  netserv check --config netserv.xml setup.signed", "  netserv send setup.signed"})
final class SendCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "the message; - for standard input")
    private Path file = Path.of("-");

    @Mixin
    private NodeAddress node = new NodeAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        return Answers.print(node.send(SignCommand.read(file)), output);
    }
}
