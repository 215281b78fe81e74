package org.netserv.dataplane.xdp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.dataplane.common.PlaneThread;
import org.netserv.dataplane.common.Watchdog;
import org.netserv.dataplane.xdp.ring.RingSizes;
import org.netserv.ffi.Probe;
import org.netserv.ffi.Probes;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The forwarding plane over AF_XDP: holds program, sockets and threads, and their order of coming and going.
 *
 * <p>Coming: the way to the stack first, which is also the lock; then the program, on all interfaces, where it passes
 * everything; then sockets; filters come with {@link #deliver}, and nothing reaches a socket before a worker's heart beats.
 * Going: the program first, so that no packet comes any more; then the threads, once the rings are empty; then the rest.
 */
final class XdpPlane implements ForwardingPlane {
    private static final Logger LOG = LoggerFactory.getLogger(XdpPlane.class);
    /** Longer than a worker goes on for packets that keep coming. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final XdpOptions options;
    private final InNamespace namespace;
    private final List<Link> links;
    private final RingSizes sizes;
    private final XdpParts parts;
    private final List<PlaneThread> workerThreads = new ArrayList<>();
    private final List<PlaneThread> trialThreads = new ArrayList<>();
    private final PlaneThread emitThread;
    private final Watchdog watchdog;
    private boolean started;
    /** For those who ask without the lock. */
    private volatile boolean running;
    private boolean closed;

    private XdpPlane(XdpOptions options, InNamespace namespace, List<Link> links, RingSizes sizes, XdpParts parts,
            NodeCounters counters) {
        this.options = options;
        this.namespace = namespace;
        this.links = List.copyOf(links);
        this.sizes = sizes;
        this.parts = parts;
        parts.workers().forEach(
                worker -> workerThreads.add(new PlaneThread("netserv-xdp-" + workerThreads.size(), worker)));
        parts.trials().forEach(
                trial -> trialThreads.add(new PlaneThread("netserv-xdp-q" + trialThreads.size(), trial)));
        emitThread = new PlaneThread("netserv-xdp-emit", parts.emitLoop());
        List<PlaneThread> threads = new ArrayList<>(workerThreads);
        threads.addAll(trialThreads);
        threads.add(emitThread);
        watchdog = new Watchdog(threads, namespace, counters);
    }

    /** How many receive queues packets come by: as many packet threads there are. */
    static int queues(XdpOptions options) throws PlaneException {
        return options.queues() > 0 ? options.queues()
                : new InNamespace(XdpProvider.NAME, options.namespace())
                        .call(() -> Link.find(options.interfaces()).stream().mapToInt(Link::queues).max().orElse(1));
    }

    /** A plane that holds its program, sockets and memory. */
    static XdpPlane open(XdpOptions options, PacketPath path, NodeCounters counters) throws PlaneException {
        InNamespace namespace = new InNamespace(XdpProvider.NAME, options.namespace());
        return namespace.call(() -> {
            if (!(Probes.netAdmin() instanceof Probe.Supported)) {
                throw new PlaneException("xdp needs CAP_NET_ADMIN, CAP_NET_RAW and CAP_BPF: expected a node that root "
                        + "has started, or one with these capabilities (see netserv doctor)");
            }
            List<Link> links = Link.find(options.interfaces());
            int longest = links.stream().mapToInt(Link::mtu).max().orElse(0);
            RingSizes sizes = RingSizes.forPackets(longest, options.ringSize(), options.frames());
            XdpParts parts = XdpParts.open(options, namespace, links, sizes, path, counters);
            return new XdpPlane(options, namespace, links, sizes, parts, counters);
        });
    }

    /** What it consists of. */
    XdpParts parts() {
        return parts;
    }

    @Override
    public String name() {
        return XdpProvider.NAME;
    }

    @Override
    public synchronized void start() {
        if (closed || started) {
            throw new IllegalStateException("closed=" + closed + " started=" + started);
        }
        started = true;
        workerThreads.forEach(PlaneThread::start);
        trialThreads.forEach(PlaneThread::start);
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
            parts.kernel().deliver(delivery);
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
                for (Link link : links) {
                    if (link.refresh()) {
                        parts.kernel().receive(link);
                    }
                }
                return true;
            });
        } catch (PlaneException e) { // interrupted: the node ends
            LOG.info("the plane's interfaces were not looked at: {}", e.getMessage());
        }
    }

    @Override
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>(watchdog.troubles());
        for (Link link : links) {
            String trouble = link.trouble();
            if (trouble != null) {
                troubles.add(trouble);
            }
        }
        return troubles;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("interfaces", String.join(", ", parts.kernel().attachments()));
        settings.put("queues", Integer.toString(parts.workers().size()));
        settings.put("quarantine-threads", Integer.toString(parts.trials().size()));
        settings.put("cpus", options.cpus().isEmpty() ? "none"
                : options.cpus().stream().map(String::valueOf).collect(Collectors.joining(",")));
        settings.put("copy", parts.isZeroCopy() ? "no" : "yes");
        settings.put("transmit-budget", Integer.toString(parts.transmitBudget()));
        settings.put("ring-size", Integer.toString(sizes.receive()));
        settings.put("frames", sizes.framesPerPort() + " of " + sizes.frameBytes());
        settings.put("huge-pages", parts.isHuge() ? "yes" : "no");
        settings.put("fast-path", options.forward() ? "forward" : "pass");
        settings.put("mark", "0x" + Integer.toHexString(options.mark()));
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
        parts.kernel().detach();
        watchdog.close();
        // Those that are tried bring their frames to the workers, and end first.
        boolean ended = stop(trialThreads, parts.trials().stream().<Runnable>map(trial -> trial::stop).toList());
        ended &= stop(workerThreads, parts.workers().stream().<Runnable>map(worker -> worker::stop).toList());
        ended &= stop(List.of(emitThread), List.of(parts.emitLoop()::stop));
        if (ended) {
            parts.close();
        } // otherwise it goes with the process: the memory of a thread that runs must not be freed
    }

    private static boolean stop(List<PlaneThread> threads, List<Runnable> stops) {
        stops.forEach(Runnable::run);
        boolean ended = true;
        for (PlaneThread thread : threads) {
            if (!thread.join(STOP_LIMIT)) {
                LOG.error("thread {} does not end, {}", thread.name(), thread.where());
                ended = false;
            }
        }
        return ended;
    }
}
