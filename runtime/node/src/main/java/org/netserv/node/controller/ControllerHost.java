package org.netserv.node.controller;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.User;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.journal.Journal;
import org.netserv.node.message.Capabilities;
import org.netserv.node.message.RequestParser;
import org.netserv.node.notify.Notifier;
import org.netserv.node.outbound.OutboundHttp;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.signaling.OnPath;
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
    private static final long FETCHES_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Controller controller;
    private final PathController onPath;
    private final Publishers publishers;
    private final Journal journal;
    private final Restorer restorer;
    private final ReplayGuard guard;
    private final Notifier notifier;
    private final NodeCounters counters;
    private final Clock clock;
    private final LongSupplier nanos;
    /** Publishers whose last round is not over. */
    private final Set<PublisherModules> seenTo = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService housekeeping;
    private final ExecutorService measuring;
    private long rounds;
    private volatile long roundNanos;

    private ControllerHost(Configuration configuration, Reload.Source source, PublisherFactory factory,
            PacketPath path, ForwardingPlane plane, ExecutorService measuring, Notifier notifier, Runnable end)
            throws IOException {
        this.notifier = notifier;
        journal = factory.journal();
        clock = factory.clock();
        nanos = factory.nanos();
        counters = factory.services().counters();
        this.measuring = measuring;
        publishers = new Publishers();
        publishers.set(configuration.users().stream().map(factory::make).toList());
        restorer = new Restorer(journal);
        Path state = configuration.state();
        Path fetchDirectory = KeptJars.emptied(state.resolve("fetch"));
        guard = new ReplayGuard(state.resolve("replay.log"), clock);
        NodeStatus status = new NodeStatus(configuration.nodeId(), plane, publishers, counters, factory.events(),
                clock);
        Reload reload = new Reload(configuration, source, factory, publishers, restorer, guard, this::rules);
        controller = new Controller(new ControllerParts(configuration.nodeId(), factory.requests(), publishers,
                Rules.of(configuration, guard, clock), fetchDirectory, status::json, new Tracer(path),
                new AnswerTallies(counters),
                reload::run, end, clock));
        onPath = new PathController(controller);
        roundNanos = nanos.getAsLong();
        housekeeping = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().name("netserv-housekeeping").daemon().factory());
    }

    /**
     * A controller for the publishers that the configuration names. No module ends by itself before {@link #begin}.
     *
     * @param source where the configuration comes from when it is read again
     * @param end has the node end, when the operator wants it so; it must return at once
     */
    public static ControllerHost open(Configuration configuration, Reload.Source source, List<Sandbox> sandboxes,
            ContainerServices services, PacketPath path, ForwardingPlane plane, Clock clock, Runnable end)
            throws IOException {
        return open(configuration, source, sandboxes, services, path, plane, clock, System::nanoTime, end);
    }

    /** The same with a clock for durations, which is never set, in nanoseconds. */
    static ControllerHost open(Configuration configuration, Reload.Source source, List<Sandbox> sandboxes,
            ContainerServices services, PacketPath path, ForwardingPlane plane, Clock clock, LongSupplier nanos,
            Runnable end) throws IOException {
        Journal journal = Journal.open(configuration.state().resolve("journal"));
        journal.damages().forEach(damage -> LOG.error("the journal was damaged: {}; everything sound is kept", damage));
        String promised = PromisedHeap.warning(
                configuration.users().stream().map(User::quota).toList(), Runtime.getRuntime().maxMemory());
        if (promised != null) {
            LOG.warn(promised);
        }
        // One for all publishers: a measurement takes memory itself.
        ExecutorService measuring = Executors
                .newSingleThreadExecutor(Thread.ofPlatform().name("netserv-heap").daemon().factory());
        measuring.execute(() -> {}); // a node has the same threads from its start on
        Events events = new Events(services.counters(), clock);
        Notifier notifier = new Notifier(configuration.nodeId(), new OutboundHttp(configuration.notification()),
                services.counters(),
                (event, why) -> events.add(Events.Kind.NOT_NOTIFIED, event.user(), event.module(), why));
        PublisherFactory factory = new PublisherFactory(PublisherFactory.byKind(sandboxes), services, path, plane,
                journal, events, notifier, new RequestParser(Capabilities.BASIC), measuring,
                clock, nanos);
        return new ControllerHost(configuration, source, factory, path, plane, measuring, notifier, end);
    }

    private void rules(Rules next) {
        Rules before = controller.rules(next);
        // Fetches that are under way may go on as they began; at its limit each of them is over.
        Thread.ofVirtual().name("netserv-fetcher-end").start(() -> {
            LockSupport.parkNanos(FETCHES_NANOS);
            before.fetcher().close();
        });
    }

    /** Brings back what ran when the node ended. To be called once, before any message comes. */
    public void restore() {
        restorer.restore(publishers.all(), clock.instant());
        restorer.reportStrangers(publishers);
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

    /** What acts on messages that come by signaling. */
    public OnPath onPath() {
        return onPath;
    }

    /** All publishers' modules. */
    Collection<PublisherModules> publishers() {
        return publishers.all();
    }

    /** All publishers with their modules, as they are now. <b>Thread.</b> Any; waits for no change under way. */
    public List<PublisherReport> reports() {
        return PublisherReport.of(publishers.all(), reading().counters());
    }

    /** Since housekeeping began its last round. <b>Thread.</b> Any. */
    public Duration sinceHousekeeping() {
        return Duration.ofNanos(nanos.getAsLong() - roundNanos);
    }

    /** Sees to each publisher's modules on a thread of their own: one that hangs in its stop keeps up no other's end. */
    private void housekeep() {
        try {
            roundNanos = nanos.getAsLong();
            // Once for all, and not in each round: with all its labels it is the dear part.
            Supervisor.Reading reading = ++rounds % LOOK_ROUNDS == 0 ? reading() : null;
            for (PublisherModules modules : publishers.all()) {
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
        controller.close();
        publishers.all().forEach(PublisherModules::close);
        notifier.close();
        measuring.shutdownNow();
        guard.close();
        journal.close();
    }
}
