package org.netserv.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.Header;
import org.netserv.node.message.Method;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.client.PathClient;
import org.netserv.signaling.client.PathResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a signed message along a path, from the host of the flow's source. */
abstract class SignalSendCommand implements Callable<Integer> {
    private static final int LONGEST_SECONDS = 3_600;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "the signed message; - for standard input")
    private Path file = Path.of("-");

    @Option(names = "--from", paramLabel = "ADDRESS", required = true, description = "The server: an address of this host.")
    private String from = "";

    @Option(names = "--to", paramLabel = "ADDRESS", required = true, description = "The user.")
    private String to = "";

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "15", description = "How long it waits, at most 3600 (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Mixin
    private Output output = new Output();

    private final Method method;

    SignalSendCommand(Method method) {
        this.method = method;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        IpAddress server = address("--from", from);
        IpAddress user = address("--to", to);
        if (timeoutSeconds < 1 || timeoutSeconds > LONGEST_SECONDS) {
            throw new ParameterException(spec.commandLine(),
                    "--timeout " + timeoutSeconds + ": expected a number from 1 to " + LONGEST_SECONDS);
        }
        ControlMessage message = SignCommand.read(file);
        if (message.method() != method) {
            throw new CliException(file + " is a " + message.method() + ": expected a " + method);
        }
        if (message.value(Header.SIGNATURE).isEmpty()) {
            throw new CliException(file + " has no signature: netserv sign adds one");
        }
        try (PathClient client = PathClient.open(server)) {
            return PathReport.print(send(client, message, user), output);
        } catch (IllegalArgumentException e) {
            throw new CliException(file + ": " + e.getMessage(), e);
        }
    }

    private PathResult send(PathClient client, ControlMessage message, IpAddress user) throws InterruptedException {
        Duration timeout = Duration.ofSeconds(timeoutSeconds);
        return switch (method) {
            case SETUP -> client.setup(message, user, timeout);
            case REMOVE -> client.remove(message, user, timeout);
            case PROBE -> client.probe(message, user, timeout);
            default -> throw new IllegalStateException("method=" + method);
        };
    }

    private IpAddress address(String option, String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }

    /** Installs a module. */
    @Command(name = "setup", mixinStandardHelpOptions = true, description = {
        "Have a module installed by every node on the path from this server to a user.",
        "A node that has to fetch it first answers that it has accepted; the same file sent once more shows what became of it, and "
                + "netserv signal probe what it does.",
        "Needs CAP_NET_RAW and CAP_NET_BIND_SERVICE: root has them."}, footer = {"", "Example:",
            "  netserv sign --key janedoe.pem setup.txt > setup.ncm",
            "  netserv signal setup --from 192.0.2.10 --to 198.51.100.7 setup.ncm"})
    static final class Setup extends SignalSendCommand {
        Setup() {
            super(Method.SETUP);
        }

    }

    /** Removes it. */
    @Command(name = "remove", mixinStandardHelpOptions = true, description = {
        "Have a module removed by every node on the path from this server to a user.",
        "Needs CAP_NET_RAW and CAP_NET_BIND_SERVICE: root has them."}, footer = {"", "Example:",
            "  netserv signal remove --from 192.0.2.10 --to 198.51.100.7 remove.ncm"})
    static final class Remove extends SignalSendCommand {
        Remove() {
            super(Method.REMOVE);
        }

    }

    /** Asks about it. */
    @Command(name = "probe", mixinStandardHelpOptions = true, description = {
        "Ask every node on the path from this server to a user about a module.",
        "Needs CAP_NET_RAW and CAP_NET_BIND_SERVICE: root has them."}, footer = {"", "Example:",
            "  netserv signal probe --from 192.0.2.10 --to 198.51.100.7 probe.ncm --json"})
    static final class Probe extends SignalSendCommand {
        Probe() {
            super(Method.PROBE);
        }

    }
}
