package org.netserv.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what modules are doing, again and again. */
@Command(name = "top", mixinStandardHelpOptions = true, description = {
    "Show what a node's modules do, until Ctrl-C: packets, CPU time a packet, share of a CPU, drops by reason;",
    "and what its signaling does, if it has any: sessions, messages, drops, how long a handshake takes.",
    "For the operator: root or the node's own user."}, footer = {"", "Example:", "  netserv top --interval 2",
        "  netserv top --count 1 --json"})
final class TopCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = {"-i",
        "--interval"}, paramLabel = "SECONDS", defaultValue = "1", description = "Between two looks (default: ${DEFAULT-VALUE}).")
    private double interval;

    @Option(names = {"-n",
        "--count"}, paramLabel = "N", defaultValue = "0", description = "How often it is shown; 0: until Ctrl-C (default: ${DEFAULT-VALUE}).")
    private int count;

    @Mixin
    private NodeAddress node = new NodeAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(interval >= 0.1 && interval <= 3600) || count < 0) {
            throw new ParameterException(spec.commandLine(),
                    "expected --interval from 0.1 to 3600 and --count of at least 0");
        }
        Answer before = node.status();
        for (int shown = 0; count == 0 || shown < count; shown++) {
            if (!before.code().isSuccess()) {
                return Answers.print(before, output);
            }
            Thread.sleep((long) (interval * 1000));
            Answer after = node.status();
            if (!after.code().isSuccess()) {
                return Answers.print(after, output);
            }
            Map<String, Object> state = Json.parse(after.body());
            TopTable table = TopTable.between(Json.parse(before.body()), state);
            output.print(table.toMap(), (count == 1 ? "" : Screen.clear(output)) + state.get("node-id")
                    + " at " + state.get("now") + "\n" + table.text());
            before = after;
        }
        return ExitCode.OK;
    }
}
