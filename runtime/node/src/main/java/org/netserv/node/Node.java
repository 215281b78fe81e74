package org.netserv.node;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.ConfigurationException;
import org.netserv.node.config.ConfigurationReader;
import org.netserv.node.config.User;
import org.netserv.node.controller.ControlServer;
import org.netserv.node.controller.ControllerHost;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketPath;
import org.netserv.node.path.Rehearsal;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.plane.PlaneGroup;
import org.netserv.node.plane.PlanePlan;
import org.netserv.node.plane.PlaneRounds;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.signaling.SignalingHost;
import org.netserv.node.telemetry.Telemetry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: its planes, one packet path, the publishers' containers, the control server.
 *
 * <p><b>Thread.</b> Opened and closed by one thread; the parts have threads of their own.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration MESSAGE_LIMIT = Duration.ofSeconds(10);

    private final PacketPath path;
    private final ForwardingPlane plane;
    private final PlaneRounds rounds;
    private final ControllerHost controller;
    private final ControlServer server;
    private final FileChannel lock;
    private final Telemetry telemetry;
    private final CountDownLatch ending;
    private final @Nullable SignalingHost signaling;

    private Node(FileChannel lock, Telemetry telemetry, PacketPath path, ForwardingPlane plane, PlaneRounds rounds,
            ControllerHost controller, ControlServer server, CountDownLatch ending,
            @Nullable SignalingHost signaling) {
        this.signaling = signaling;
        this.lock = lock;
        this.telemetry = telemetry;
        this.path = path;
        this.ending = ending;
        this.plane = plane;
        this.rounds = rounds;
        this.controller = controller;
        this.server = server;
    }

    /**
     * Starts a node. When it returns, the node takes control messages.
     *
     * @throws PlaneException if the plane is not there or cannot be set up
     * @throws IOException if the state directory or the control socket cannot be used
     */
    public static Node open(Configuration configuration) throws PlaneException, IOException {
        PlanePlan asked = PlanePlan.of(configuration.planes());
        FileChannel lock = lock(configuration.state());
        Rehearsal.begin(); // beside what follows
        List<Sandbox> sandboxes = sandboxes();
        CompletableFuture<Void> prepared = CompletableFuture.runAsync(
                () -> prepare(sandboxes, configuration.users()), Thread.ofPlatform().name("netserv-prepare")::start);
        Telemetry telemetry = null;
        PlaneGroup plane = null;
        ControllerHost controller = null;
        ControlServer server = null;
        SignalingHost signaling = null;
        CountDownLatch ending = new CountDownLatch(1);
        try {
            NodeCounters counters = NodeCounters.mapped(configuration.state().resolve("counters.dat"));
            telemetry = Telemetry.open(configuration.metricsPort(), counters);
            // Behind the lock: what a node that runs has on an interface is not somebody else's.
            PlanePlan plan = asked.fitted();
            ForwardingPlane.Workers workers = plan.workers();
            PacketPath path = new PacketPath(workers.shared(), workers.quarantine(), configuration.owners(), counters);
            plane = plan.open(path, counters, configuration.state());
            plane.start();
            ContainerServices services = new ContainerServices(configuration.nodeId(), counters, path.emitQueue(),
                    path.workers());
            prepared.join();
            controller = ControllerHost.open(configuration, () -> again(configuration.file()), sandboxes, services,
                    path, plane, Clock.systemUTC(),
                    ending::countDown);
            controller.restore();
            Rehearsal.await();
            controller.begin();
            signaling = SignalingHost.open(configuration.signaling(), controller.onPath(), path, plane, counters);
            server = new ControlServer(controller.controller(), counters, MESSAGE_LIMIT);
            listen(server, configuration.control());
            telemetry.runs(plane, controller, server);
            LOG.info("node {} runs on plane {} {}", configuration.nodeId(), plane.name(), plane.settings());
            return new Node(lock, telemetry, path, plane, PlaneRounds.begin(plane.members()), controller, server,
                    ending, signaling);
        } catch (PlaneException | IOException | RuntimeException e) {
            close(server, signaling, controller, plane, telemetry, lock);
            throw e;
        }
    }

    /**
     * Takes the state directory for this node alone: a second one would empty the counters that the first has mapped, and
     * its memory of messages.
     */
    private static FileChannel lock(Path state) throws IOException {
        Files.createDirectories(state,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileChannel channel = FileChannel.open(state.resolve("lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // said below
        }
        channel.close();
        throw new IOException(state + " is in use by a node that runs: expected a state directory of its own");
    }

    private static void listen(ControlServer server, Configuration.Control control) throws IOException {
        Path folder = control.socket().resolveSibling("");
        try {
            // Such as /run/netserv, which is gone after each boot.
            Files.createDirectories(folder);
        } catch (FileSystemException e) {
            throw new IOException("cannot make the control socket's folder " + folder + " ("
                    + e.getClass().getSimpleName() + ": " + e.getMessage() + ")", e);
        }
        try {
            server.listen(control.socket());
        } catch (SocketException e) {
            throw new IOException("cannot listen on control socket " + control.socket() + ": " + e.getMessage(), e);
        }
        if (control.tcpPort() != Configuration.NO_PORT) {
            try {
                server.listen(control.tcpPort());
            } catch (SocketException e) {
                throw new IOException("cannot listen on control port " + control.tcpPort() + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Whether {@link #open} would find the planes and the sandboxes that a configuration asks for. Touches nothing.
     *
     * @throws ConfigurationException if not
     */
    public static void verify(Configuration configuration) throws ConfigurationException {
        List<ConfigurationException.Problem> problems = new ArrayList<>();
        try {
            PlanePlan.of(configuration.planes());
        } catch (PlaneException e) {
            problems.add(new ConfigurationException.Problem(configuration.file(), 0, "plane",
                    String.valueOf(e.getMessage())));
        }
        List<String> kinds = sandboxes().stream().map(Sandbox::kind).toList();
        for (User user : configuration.users()) {
            if (!kinds.contains(user.sandbox())) {
                problems.add(new ConfigurationException.Problem(configuration.file(), 0, "user",
                        "user " + user.name() + " is to run in the sandbox " + user.sandbox()
                                + ", which this node does not have: expected one of " + kinds));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    private static void prepare(List<Sandbox> sandboxes, List<User> users) {
        for (Sandbox sandbox : sandboxes) {
            if (users.stream().anyMatch(user -> user.sandbox().equals(sandbox.kind()))) {
                sandbox.prepare();
            }
        }
    }

    private static List<Sandbox> sandboxes() {
        return ServiceLoader.load(Sandbox.class).stream().map(ServiceLoader.Provider::get).toList();
    }

    private static Configuration again(Path file) throws ConfigurationException, IOException {
        Configuration configuration = ConfigurationReader.read(file);
        verify(configuration);
        return configuration;
    }

    private static void close(@Nullable AutoCloseable... parts) {
        for (AutoCloseable part : parts) {
            if (part != null) {
                try {
                    part.close();
                } catch (Exception e) {
                    LOG.error("a part of the node was not closed", e);
                }
            }
        }
    }

    /** Waits until the operator has the node end; then it is to be closed. */
    public void awaitEnd() throws InterruptedException {
        ending.await();
    }

    /**
     * Whether all packet threads run. Returns once each of them has decided the batch that it has in hand, so never if one
     * hangs.
     */
    public boolean forwards() {
        path.awaitBatches();
        return plane.isRunning();
    }

    /** Stops taking messages, stops all modules, and takes back what the node put into the kernel. */
    @Override
    public void close() {
        telemetry.stops();
        controller.controller().drain();
        close(server, signaling, rounds, controller, plane, telemetry, lock);
        LOG.info("the node has ended");
    }
}
