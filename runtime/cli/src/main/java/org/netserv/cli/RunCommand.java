package org.netserv.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.netserv.node.Node;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.ConfigurationException;
import org.netserv.node.config.ConfigurationReader;
import org.netserv.node.plane.PlaneException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Runs a node until it is told to end. */
@Command(name = "run", mixinStandardHelpOptions = true, description = {
    "Run a node until SIGTERM or SIGINT, then take everything back that it put into the kernel, and exit with 0."}, footer = {
        "",
        "Examples:", "  netserv run --config /etc/netserv/netserv.xml",
        "  netserv run --log-format json"})
final class RunCommand implements Callable<Integer> {

    @Option(names = {"-c",
        "--config"}, paramLabel = "FILE", defaultValue = "/etc/netserv/netserv.xml", description = "The configuration (default: ${DEFAULT-VALUE}): see netserv check.")
    private Path config = Path.of("");

    @Option(names = "--log-format", paramLabel = "FORMAT", defaultValue = "text", description = "How the log is written: text or json, an object a line (default: ${DEFAULT-VALUE}).")
    private LogFormat logFormat = LogFormat.text;

    @Override
    public Integer call() throws IOException, InterruptedException {
        logFormat.apply();
        Node node = open();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("netserv-shutdown").unstarted(() -> {
            node.close();
            // A node that was told to end has not failed; the JVM's own status would be 143 or 130.
            Runtime.getRuntime().halt(ExitCode.OK);
        }));
        // This thread only keeps the JVM alive until the signal.
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    private Node open() throws IOException {
        try {
            Configuration configuration = ConfigurationReader.read(config);
            Node.verify(configuration);
            return Node.open(configuration);
        } catch (ConfigurationException | PlaneException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }
}
