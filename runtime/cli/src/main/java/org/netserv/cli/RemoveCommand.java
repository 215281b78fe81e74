package org.netserv.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.netserv.node.message.Method;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a module away before its time. */
@Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove a module from a node.", footer = {"",
    "Example:", "  netserv remove NetServ.apps.KeepAlive --user janedoe --key janedoe.pem"})
final class RemoveCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODULE", description = "name_1.0.0, or name for every version")
    private String module = "";

    @Option(names = "--notification", paramLabel = "URL", defaultValue = "", description = "Where the node tells when it is removed, by XML-RPC, instead of the SETUP's.")
    private String notification = "";

    @Mixin
    private Signing signing = new Signing();

    @Mixin
    private NodeAddress node = new NodeAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        String[] headers = notification.isEmpty() ? new String[0] : new String[]{"notification", notification};
        return Answers.print(node.send(Requests.signed(Method.REMOVE, module, signing, headers)), output);
    }
}
