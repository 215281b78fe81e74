package org.netserv.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.netserv.node.message.Method;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks about a module. */
@Command(name = "probe", mixinStandardHelpOptions = true, description = "Ask a node about a module.", footer = {"",
    "Example:", "  netserv probe NetServ.apps.KeepAlive --user janedoe --key janedoe.pem"})
final class ProbeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODULE", description = "name_1.0.0, or name for every version")
    private String module = "";

    @Option(names = "--probe", paramLabel = "WHAT", defaultValue = "module-status", description = "What is asked (default: ${DEFAULT-VALUE}).")
    private String probe = "";

    @Mixin
    private Signing signing = new Signing();

    @Mixin
    private NodeAddress node = new NodeAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        return Answers.print(node.send(Requests.signed(Method.PROBE, module, signing, "probe", probe)), output);
    }
}
