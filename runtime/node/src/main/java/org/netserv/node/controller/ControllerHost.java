package org.netserv.node.controller;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.User;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.message.Capabilities;
import org.netserv.node.path.BatchWatch;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.Sandbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller with what it owns: the publishers' modules, the memory of messages, the fetcher, and the clock that ends
 * modules.
 *
 * <p><b>Thread.</b> Opened and closed by one.
 */
public final class ControllerHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerHost.class);
    private static final long EXPIRY_PERIOD_MILLIS = 200;
    private static final long LOOK_ROUNDS = 5;

    private final Controller controller;
    private final List<PublisherModules> publishers;
    private final ReplayGuard guard;
    private final Fetcher fetcher;
    private final NodeCounters counters;
    private final BatchWatch batches;
    private final Clock clock;
    private final LongSupplier nanos;
    /** Publishers whose last round is not over. */
    private final Set<PublisherModules> seenTo = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService housekeeping;
    private final ExecutorService measuring;
    private long rounds;
    private volatile long roundNanos;

    private ControllerHost(Controller controller, List<PublisherModules> publishers, ReplayGuard guard,
            Fetcher fetcher, ExecutorService measuring, NodeCounters counters, BatchWatch batches, Clock clock,
            LongSupplier nanos) {
        this.controller = controller;
        this.publishers = publishers;
        this.guard = guard;
        this.fetcher = fetcher;
        this.measuring = measuring;
        this.counters = counters;
        this.batches = batches;
        this.clock = clock;
        this.nanos = nanos;
        roundNanos = nanos.getAsLong();
        housekeeping = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().name("netserv-housekeeping").daemon().factory());
    }

    /** A controller for the publishers that the configuration names. No module ends by itself before {@link #begin}. */
    public static ControllerHost open(Configuration configuration, List<Sandbox> sandboxes, ContainerServices services,
            PacketPath path, ForwardingPlane plane, Clock clock) throws IOException {
        return open(configuration, sandboxes, services, path, plane, clock, System::nanoTime);
    }

    /** The same with a clock for durations, which is never set, in nanoseconds. */
    static ControllerHost open(Configuration configuration, List<Sandbox> sandboxes, ContainerServices services,
            PacketPath path, ForwardingPlane plane, Clock clock, LongSupplier nanos) throws IOException {
        Events events = new Events(services.counters(), clock);
        Map<String, Sandbox> byKind = sandboxes.stream()
                .collect(Collectors.toMap(Sandbox::kind, sandbox -> sandbox));
        // One for all publishers: a measurement takes memory itself.
        ExecutorService measuring = Executors
                .newSingleThreadExecutor(Thread.ofPlatform().name("netserv-heap").daemon().factory());
        List<PublisherModules> publishers = new ArrayList<>();
        for (User user : configuration.users()) {
            Publisher publisher = Publisher.of(user);
            Sandbox sandbox = byKind.get(publisher.sandbox());
            if (sandbox == null) {
                throw new IOException("user " + publisher.name() + " is to run in the sandbox " + publisher.sandbox()
                        + ", which this node does not have: expected one of " + byKind.keySet());
            }
            ModuleRunner runner = new ModuleRunner(publisher, sandbox, services, path, plane);
            HeapWatch heap = new HeapWatch(runner, measuring,
                    services.counters().allocate("publisher." + publisher.name() + ".retained_bytes"), nanos);
            publishers.add(new PublisherModules(runner, heap, services.counters(), events, clock, nanos));
        }
        String promised = PromisedHeap.warning(
                configuration.users().stream().map(User::quota).toList(), Runtime.getRuntime().maxMemory());
        if (promised != null) {
            LOG.warn(promised);
        }
        Path state = configuration.state();
        Path fetchDirectory = KeptJars.emptied(state.resolve("fetch"));
        ReplayGuard guard = new ReplayGuard(state.resolve("replay.log"), clock);
        Fetcher fetcher = new Fetcher(configuration.fetch());
        NodeStatus status = new NodeStatus(configuration.nodeId(), plane, publishers, services.counters(), events,
                clock);
        Controller controller = new Controller(
                new ControllerParts(configuration.nodeId(), Capabilities.BASIC, publishers,
                        configuration.freshness(), guard, fetcher, fetchDirectory, status::json,
                        new AnswerTallies(services.counters()), clock));
        return new ControllerHost(controller, publishers, guard, fetcher, measuring, services.counters(),
                new BatchWatch(path), clock, nanos);
    }

    /** From now on modules end when their time has come, and those that misbehave are dealt with. To be called once. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor, and logs what it meets
    public void begin() {
        // By the wall clock, a little at a time: a life's end is absolute, and clocks are set.
        housekeeping.scheduleWithFixedDelay(this::housekeep, EXPIRY_PERIOD_MILLIS, EXPIRY_PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** The controller. */
    public Controller controller() {
        return controller;
    }

    /** All publishers' modules. */
    List<PublisherModules> publishers() {
        return publishers;
    }

    /** All publishers with their modules, as they are now. <b>Thread.</b> Any; waits for no change under way. */
    public List<PublisherReport> reports() {
        return PublisherReport.of(publishers, reading().counters());
    }

    /** Since housekeeping began its last round. <b>Thread.</b> Any. */
    public Duration sinceHousekeeping() {
        return Duration.ofNanos(nanos.getAsLong() - roundNanos);
    }

    /** A packet thread that does not come out of its batch. <b>Thread.</b> Any. */
    public OptionalInt stuckPacketThread() {
        return batches.stuck();
    }

    /** Sees to each publisher's modules on a thread of their own: one that hangs in its stop keeps up no other's end. */
    private void housekeep() {
        try {
            roundNanos = nanos.getAsLong();
            batches.look(roundNanos);
            // Once for all, and not in each round: with all its labels it is the dear part.
            Supervisor.Reading reading = ++rounds % LOOK_ROUNDS == 0 ? reading() : null;
            for (PublisherModules modules : publishers) {
                if (seenTo.add(modules)) {
                    Thread.ofVirtual().name("netserv-housekeeping-" + modules.publisher().name())
                            .start(() -> seeTo(modules, reading));
                }
            }
        } catch (RuntimeException | Error e) { // it would not be called again
            LOG.error("housekeeping failed", e);
        }
    }

    /** All counters now. */
    Supervisor.Reading reading() {
        return Supervisor.Reading.of(counters, nanos.getAsLong());
    }

    private void seeTo(PublisherModules modules, Supervisor.@Nullable Reading reading) {
        try {
            modules.expire(clock.instant());
            FaultReport.write(modules);
            modules.supervise(reading);
        } catch (RuntimeException | Error e) { // an error, of memory for example, would leave it seen to for ever
            LOG.error("housekeeping failed", e);
        } finally {
            seenTo.remove(modules);
        }
    }

    @Override
    public void close() throws IOException {
        housekeeping.shutdownNow();
        fetcher.close();
        publishers.forEach(PublisherModules::close);
        measuring.shutdownNow();
        guard.close();
    }
}
