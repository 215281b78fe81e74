package org.netserv.dataplane.xdp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.dataplane.common.PlaneThread;
import org.netserv.dataplane.common.Watchdog;
import org.netserv.dataplane.xdp.ring.RingSizes;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PathShare;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plane's program, sockets and threads, over the interfaces as they were when it was opened.
 *
 * <p>Coming: the way to the stack first, which is also the lock; then the program, on all interfaces, where it passes
 * everything; then sockets; nothing reaches one before there are filters and a worker's heart beats. Going: the program first,
 * so that no packet comes any more; then the threads, once the rings are empty; then the rest.
 *
 * <p><b>Thread.</b> One at a time, but for {@link #troubles}.
 */
final class XdpEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(XdpEngine.class);
    /** Longer than a worker goes on for packets that keep coming. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final List<Link> links;
    private final RingSizes sizes;
    private final XdpParts parts;
    private final List<PlaneThread> workerThreads = new ArrayList<>();
    private final List<PlaneThread> trialThreads = new ArrayList<>();
    private final PlaneThread emitThread;
    private final PlaneThread flowThread;
    private final Watchdog watchdog;

    private XdpEngine(InNamespace namespace, List<Link> links, RingSizes sizes, XdpParts parts, NodeCounters counters) {
        this.links = links;
        this.sizes = sizes;
        this.parts = parts;
        parts.workers().forEach(
                worker -> workerThreads.add(new PlaneThread("netserv-xdp-" + workerThreads.size(), worker)));
        parts.trials().forEach(
                trial -> trialThreads.add(new PlaneThread("netserv-xdp-q" + trialThreads.size(), trial)));
        emitThread = new PlaneThread("netserv-xdp-emit", parts.emitLoop());
        flowThread = new PlaneThread("netserv-xdp-flows", parts.flows());
        List<PlaneThread> threads = new ArrayList<>(workerThreads);
        threads.addAll(trialThreads);
        threads.add(emitThread);
        threads.add(flowThread);
        watchdog = new Watchdog(threads, namespace, counters);
    }

    /** Opens one in the network namespace of the calling thread; its threads do not run yet. */
    static XdpEngine open(XdpOptions options, InNamespace namespace, PathShare path, NodeCounters counters)
            throws PlaneException {
        List<Link> links = Link.find(options.interfaces());
        int longest = links.stream().mapToInt(Link::mtu).max().orElse(0);
        RingSizes sizes = RingSizes.forPackets(longest, options.ringSize(), options.frames());
        return new XdpEngine(namespace, links, sizes,
                XdpParts.open(options, namespace, links, sizes, path, counters), counters);
    }

    /** Starts its threads. */
    void start() {
        workerThreads.forEach(PlaneThread::start);
        trialThreads.forEach(PlaneThread::start);
        emitThread.start();
        flowThread.start();
        watchdog.start();
    }

    /**
     * Looks at the interfaces, and takes over what has changed; whether one of them has been replaced by another of its name,
     * so that sockets and program are gone with it.
     */
    boolean refresh() {
        boolean replaced = false;
        for (Link link : links) {
            if (link.refresh()) {
                parts.kernel().receive(link);
            }
            replaced |= link.isReplaced();
        }
        if (!replaced) {
            parts.kernel().refreshNeighbours();
        }
        return replaced;
    }

    /** Names of its interfaces. */
    List<String> interfaces() {
        return links.stream().map(Link::name).toList();
    }

    XdpParts parts() {
        return parts;
    }

    RingSizes sizes() {
        return sizes;
    }

    /** Whether its threads get on. */
    boolean isWell() {
        return watchdog.troubles().isEmpty();
    }

    /** What is wrong with threads and interfaces. <b>Thread.</b> Any. */
    List<String> troubles() {
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
    public void close() {
        parts.kernel().detach();
        watchdog.close();
        // Those that are tried bring their frames to the workers, and end first.
        boolean ended = stop(trialThreads, parts.trials().stream().<Runnable>map(trial -> trial::stop).toList());
        ended &= stop(workerThreads, parts.workers().stream().<Runnable>map(worker -> worker::stop).toList());
        ended &= stop(List.of(emitThread, flowThread), List.of(parts.emitLoop()::stop, parts.flows()::stop));
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
