package org.netserv.dataplane.nfqueue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.netserv.dataplane.common.EmitLoop;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.dataplane.common.PlaneThread;
import org.netserv.dataplane.common.Watchdog;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NetworkInterfaces;
import org.netserv.ffi.Probe;
import org.netserv.ffi.Probes;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PathShare;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The forwarding plane over netfilter queues: holds the queues, the rules and the threads, and their order of coming and
 * going.
 *
 * <p>Coming: the lock first, which fails while another node runs in the same network namespace, before anything is touched;
 * then the rules that a killed node left go, so that packets pass; then queues, sockets and chains come. Going: the rules
 * first, so that no packet comes any more; then the threads, once the queues are empty; then queues and lock.
 */
final class NfQueuePlane implements ForwardingPlane {
    private static final Logger LOG = LoggerFactory.getLogger(NfQueuePlane.class);
    /** Longer than a poller goes on for packets that keep coming. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final NfQueueOptions options;
    private final InNamespace namespace;
    private final boolean ipv6;
    private final NfQueueSocket lock;
    private final FirewallRules rules;
    private final List<NfQueuePoller> pollers;
    private final EmitLoop emitLoop;
    private final KernelQueueCounters kernelCounters;
    private final List<PlaneThread> pollerThreads = new ArrayList<>();
    private final PlaneThread emitThread;
    private final Watchdog watchdog;
    private final RuleKeeper keeper;
    private boolean started;
    /** For those who ask without the lock. */
    private volatile boolean running;
    private volatile List<String> absent = List.of();
    private boolean closed;

    private NfQueuePlane(NfQueueOptions options, InNamespace namespace, boolean ipv6, NfQueueSocket lock,
            FirewallRules rules, List<NfQueuePoller> pollers, EmitLoop emitLoop, KernelQueueCounters kernelCounters,
            NodeCounters counters) {
        this.options = options;
        this.namespace = namespace;
        this.ipv6 = ipv6;
        this.lock = lock;
        this.rules = rules;
        this.pollers = List.copyOf(pollers);
        this.emitLoop = emitLoop;
        this.kernelCounters = kernelCounters;
        for (int i = 0; i < pollers.size(); i++) {
            String name = options.isQuarantine(i) ? "netserv-nfq-q" + (i - options.queues()) : "netserv-nfq-" + i;
            pollerThreads.add(new PlaneThread(name, pollers.get(i)));
        }
        emitThread = new PlaneThread("netserv-nfq-emit", emitLoop);
        List<PlaneThread> threads = new ArrayList<>(pollerThreads);
        threads.add(emitThread);
        watchdog = new Watchdog(threads, namespace, counters);
        keeper = new RuleKeeper(rules, counters);
    }

    /** A plane that holds its queues, rules and sockets. */
    static NfQueuePlane open(NfQueueOptions options, PathShare path, NodeCounters counters) throws PlaneException {
        InNamespace namespace = new InNamespace(NfQueueProvider.NAME, options.namespace());
        return namespace.call(() -> {
            List<AutoCloseable> undo = new ArrayList<>();
            try {
                return open(options, namespace, path, counters, undo);
            } catch (PlaneException | RuntimeException e) {
                for (AutoCloseable step : undo.reversed()) {
                    step.close();
                }
                throw e;
            }
        });
    }

    private static NfQueuePlane open(NfQueueOptions options, InNamespace namespace, PathShare path,
            NodeCounters counters, List<AutoCloseable> undo) throws PlaneException {
        if (!(Probes.netAdmin() instanceof Probe.Supported)) {
            throw new PlaneException("nfqueue needs CAP_NET_ADMIN and CAP_NET_RAW: expected a node that root "
                    + "has started, or one with these capabilities (see netserv doctor)");
        }
        NfQueueSocket lock = NfQueueSocket.lock();
        undo.add(lock);
        boolean ipv6 = !(Probes.rawSockets() instanceof Probe.Unsupported);
        FirewallRules rules = new FirewallRules(options, ipv6);
        rules.remove();
        List<NfQueuePoller> pollers = new ArrayList<>();
        for (int index = 0; index < options.allQueues(); index++) {
            NfQueueSocket queue = NfQueueSocket.bind(options.firstQueue() + index);
            undo.add(queue);
            queue.configure(options);
            NfQueuePoller poller = new NfQueuePoller(index, queue, options, path.worker(index), counters);
            undo.add(poller);
            pollers.add(poller);
        }
        KernelQueueCounters kernelCounters = new KernelQueueCounters(counters, options.firstQueue(),
                options.firstQueue() + options.allQueues() - 1);
        undo.add(kernelCounters);
        EmitLoop emitLoop = new EmitLoop(path.emitQueue(), options.mark(), namespace, counters, kernelCounters::update);
        undo.add(emitLoop);
        rules.install();
        return new NfQueuePlane(options, namespace, ipv6, lock, rules, pollers, emitLoop, kernelCounters, counters);
    }

    @Override
    public String name() {
        return NfQueueProvider.NAME;
    }

    @Override
    public synchronized void start() {
        if (closed || started) {
            throw new IllegalStateException("closed=" + closed + " started=" + started);
        }
        started = true;
        pollerThreads.forEach(PlaneThread::start);
        emitThread.start();
        watchdog.start();
        running = true;
    }

    @Override
    public synchronized void deliver(Delivery delivery) throws PlaneException {
        if (closed) {
            throw new IllegalStateException("the plane is closed");
        }
        namespace.call(() -> {
            rules.deliver(delivery.unsampled());
            return true;
        });
    }

    @Override
    public boolean isRunning() {
        return running && watchdog.troubles().isEmpty();
    }

    @Override
    public synchronized void reconcile() {
        if (closed) {
            return;
        }
        try {
            namespace.call(() -> {
                keeper.look();
                absent = options.interfaces().stream().filter(name -> !isThere(name)).toList();
                return true;
            });
        } catch (PlaneException e) { // interrupted: the node ends
            LOG.info("the plane's rules were not looked at: {}", e.getMessage());
        }
    }

    private static boolean isThere(String name) {
        try {
            return NetworkInterfaces.index(name) > 0;
        } catch (NativeException e) {
            return false;
        }
    }

    @Override
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>(watchdog.troubles());
        absent.forEach(name -> troubles.add("there is no interface " + name));
        String rulesTrouble = keeper.trouble();
        if (rulesTrouble != null) {
            troubles.add(rulesTrouble);
        }
        return troubles;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("interfaces", options.interfaces().isEmpty() ? "all" : String.join(", ", options.interfaces()));
        settings.put("queues", options.shared().toString());
        settings.put("quarantine-queues", options.quarantine() == 0 ? "none" : options.quarantined().toString());
        settings.put("cpus", options.cpus().isEmpty()
                ? "none"
                : options.cpus().stream().map(String::valueOf).collect(Collectors.joining(",")));
        settings.put("queue-length", Integer.toString(options.queueLength()));
        settings.put("receive-buffer", Integer.toString(pollers.getFirst().receiveBuffer()));
        settings.put("fail-open", options.failOpen() ? "yes" : "no");
        settings.put("bypass", options.bypass() ? "yes" : "no");
        settings.put("mark", "0x" + Integer.toHexString(options.mark()));
        settings.put("ipv6", ipv6 ? "yes" : "no");
        settings.put("namespace", options.namespace());
        return settings;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        running = false;
        try {
            namespace.call(() -> {
                rules.remove();
                return true;
            });
        } catch (PlaneException e) {
            LOG.error("rules of ours may be left: {}", e.getMessage());
        }
        watchdog.close();
        pollers.forEach(NfQueuePoller::stop);
        emitLoop.stop();
        for (int i = 0; i < pollers.size(); i++) {
            release(pollerThreads.get(i), pollers.get(i));
        }
        release(emitThread, emitLoop);
        kernelCounters.close();
        keeper.close();
        lock.close();
    }

    /** The memory of a thread that runs must not be freed: what one that is stuck has goes with the process. */
    private static void release(PlaneThread thread, AutoCloseable loop) {
        if (!thread.join(STOP_LIMIT)) {
            LOG.error("thread {} does not end, {}", thread.name(), thread.where());
            return;
        }
        try {
            loop.close();
        } catch (Exception e) {
            LOG.error("what thread {} had was not given back", thread.name(), e);
        }
    }
}
