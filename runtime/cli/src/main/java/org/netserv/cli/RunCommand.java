package org.netserv.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.netserv.cli.service.Credentials;
import org.netserv.cli.service.NodePrivilege;
import org.netserv.cli.service.ServiceManager;
import org.netserv.cli.service.SoftHeapLimit;
import org.netserv.cli.service.TimerSlack;
import org.netserv.cli.service.Watchdog;
import org.netserv.node.Node;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.ConfigurationException;
import org.netserv.node.config.ConfigurationReader;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Runs a node until it is told to end. */
@Command(name = "run", mixinStandardHelpOptions = true, description = {
    "Run a node until SIGTERM or SIGINT, then take everything back that it put into the kernel, and exit with 0.",
    "Started by root it goes on as user netserv, if the host has one, and keeps of root's power what it needs."}, footer = {
        "",
        "Examples:", "  netserv run --config /etc/netserv/netserv.xml", "  netserv run --log-format json"})
final class RunCommand implements Callable<Integer> {
    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Option(names = {"-c",
        "--config"}, paramLabel = "FILE", defaultValue = "/etc/netserv/netserv.xml", description = "The configuration (default: ${DEFAULT-VALUE}): see netserv check.")
    private Path config = Path.of("");

    /** Carried out by the launcher, as it must be before there is a JVM. */
    @Option(names = "--user", paramLabel = "NAME", description = "The user to go on as, if root starts the node (default: netserv, where there is one); root: stay root.")
    private @Nullable String user;

    @Option(names = "--log-format", paramLabel = "FORMAT", defaultValue = "text", description = "How the log is written: text or json, an object a line (default: ${DEFAULT-VALUE}).")
    private LogFormat logFormat = LogFormat.text;

    private @Nullable Watchdog watchdog;
    private volatile boolean ending;

    @Override
    public Integer call() throws IOException, InterruptedException {
        logFormat.apply();
        Credentials credentials = Credentials.ofThisProcess();
        sayWhoThisIs(credentials);
        ServiceManager manager = ServiceManager.find();
        Configuration configuration = configuration();
        sayWhatIsMissing(credentials, configuration);
        CompletableFuture<Node> opened = new CompletableFuture<>();
        // Before anything is in the kernel: a signal while the node starts must not leave it there.
        Runtime.getRuntime().addShutdownHook(
                Thread.ofPlatform().name("netserv-shutdown").unstarted(() -> end(manager, opened)));
        Node node = open(configuration, opened);
        tell(manager, new NodeHealth(node, NodeAddress.of(configuration.control().socket())));
        SoftHeapLimit.begin();
        TimerSlack.grant();
        // This thread only keeps the JVM alive until a signal, or the operator's word.
        node.awaitEnd();
        return ExitCode.OK;
    }

    private void sayWhoThisIs(Credentials credentials) {
        if (user != null && !user.equals(credentials.user())) {
            throw new CliException("--user " + user + ": this process is of user " + credentials.user()
                    + ": only the launcher changes it, and only when root starts it");
        }
        LOG.info("the node runs as {}", credentials);
    }

    private static void sayWhatIsMissing(Credentials credentials, Configuration configuration) {
        for (NodePrivilege missing : credentials.missing(NodePrivilege.Use.of(configuration))) {
            LOG.warn("{} is missing, here or in the programs that the node starts: {}", missing, missing.use());
        }
    }

    private Configuration configuration() throws IOException {
        try {
            Configuration configuration = ConfigurationReader.read(config);
            Node.verify(configuration);
            return configuration;
        } catch (ConfigurationException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Nothing more is said once the node is to end, which may be while it starts. */
    private void tell(ServiceManager manager, NodeHealth health) throws IOException, InterruptedException {
        synchronized (this) {
            if (ending) {
                return;
            }
            watchdog = Watchdog.start(manager, health);
        }
        try {
            manager.ready(health.ask());
        } catch (IOException e) {
            if (!ending) {
                throw e;
            }
        }
    }

    private synchronized @Nullable Watchdog beginEnd() {
        ending = true;
        return watchdog;
    }

    /** What has not started yet is waited for; what could not start has nothing to take back, and has a status of its own. */
    private void end(ServiceManager manager, CompletableFuture<Node> opened) {
        manager.stopping();
        try {
            Node node = opened.get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
            Watchdog asking = beginEnd();
            if (asking != null) {
                asking.close();
            }
            node.close();
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            return;
        }
        // A node that was told to end has not failed; the JVM's own status would be 143 or 130.
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    private static Node open(Configuration configuration, CompletableFuture<Node> opened) throws IOException {
        try {
            Node node = Node.open(configuration);
            opened.complete(node);
            return node;
        } catch (PlaneException e) {
            opened.completeExceptionally(e);
            throw new CliException(String.valueOf(e.getMessage()), e);
        } catch (IOException | RuntimeException | Error e) {
            opened.completeExceptionally(e);
            throw e;
        }
    }
}
