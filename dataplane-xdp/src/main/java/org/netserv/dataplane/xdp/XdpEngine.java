package org.netserv.dataplane.xdp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.netserv.dataplane.common.EmitLoop;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.dataplane.common.PlaneThread;
import org.netserv.dataplane.common.Watchdog;
import org.netserv.dataplane.xdp.ring.RingSizes;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PathShare;
import org.netserv.node.plane.PlaneException;

/**
 * A plane's program, sockets and threads, over the interfaces as they were when it was opened.
 *
 * <p>Coming: the way to the stack first, which is also the lock; then the program, on all interfaces, where it passes
 * everything; then sockets; nothing reaches one before there are filters and a worker's heart beats. Going: the program first,
 * so that no packet comes any more; then the threads, once the rings are empty; then the rest.
 *
 * <p><b>Thread.</b> One at a time, but for {@link #troubles} and {@link #packets}.
 */
final class XdpEngine implements AutoCloseable {
    private static final long RELEASE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long RELEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final XdpOptions options;
    private final InNamespace namespace;
    private final PathShare path;
    private final NodeCounters counters;
    private final List<Link> links;
    private final RingSizes sizes;
    private final KernelSide kernel;
    private final FlowKeeper flows;
    private final PlaneCounters planeCounters;
    private final EmitLoop emitLoop;
    private final PlaneThread emitThread;
    private final PlaneThread flowThread;
    private volatile PacketThreads packets;
    private volatile Watchdog watchdog;
    private boolean ended = true;

    private XdpEngine(XdpOptions options, InNamespace namespace, PathShare path, NodeCounters counters,
            List<Link> links, RingSizes sizes, KernelSide kernel, PacketThreads packets) {
        this.options = options;
        this.namespace = namespace;
        this.path = path;
        this.counters = counters;
        this.links = links;
        this.sizes = sizes;
        this.kernel = kernel;
        this.packets = packets;
        flows = new FlowKeeper(kernel.program().flows(),
                IntStream.range(0, path.workers()).mapToObj(path::worker).toList());
        planeCounters = new PlaneCounters(counters, kernel);
        planeCounters.follow(packets.groups());
        try {
            emitLoop = new EmitLoop(path.emitQueue(), options.mark(), namespace, counters, planeCounters::update);
        } catch (RuntimeException e) {
            flows.close();
            planeCounters.close();
            throw e;
        }
        emitThread = new PlaneThread("netserv-xdp-emit", emitLoop);
        flowThread = new PlaneThread("netserv-xdp-flows", flows);
        watchdog = watch();
    }

    /** Opens one in the network namespace of the calling thread; its threads do not run yet. When it fails nothing is left. */
    static XdpEngine open(XdpOptions options, Manner manner, InNamespace namespace, PathShare path,
            NodeCounters counters) throws PlaneException {
        List<Link> links = Link.find(options.interfaces());
        int longest = links.stream().mapToInt(Link::mtu).max().orElse(0);
        RingSizes sizes = RingSizes.forPackets(longest, options.ringSize(), options.frames());
        KernelSide kernel = KernelSide.open(options, links, sizes.longestFrame());
        PacketThreads packets = null;
        try {
            packets = PacketThreads.open(options, manner, kernel, links, sizes, path, counters);
            return new XdpEngine(options, namespace, path, counters, links, sizes, kernel, packets);
        } catch (PlaneException | RuntimeException e) {
            if (packets != null) {
                packets.close();
            }
            kernel.close();
            throw e;
        }
    }

    private Watchdog watch() {
        List<PlaneThread> threads = new ArrayList<>(packets.threads());
        threads.add(emitThread);
        threads.add(flowThread);
        return new Watchdog(threads, namespace, counters);
    }

    /** Starts its threads. */
    void start() {
        packets.start();
        emitThread.start();
        flowThread.start();
        watchdog.start();
    }

    /**
     * Puts other sockets and packet threads in the place of those that there are, in the network namespace of the calling thread.
     * What comes meanwhile goes to the stack, as the program says without sockets; what is in the rings is decided first.
     *
     * @throws PlaneException if a packet thread does not end, or sockets cannot be opened: the engine has none, and is to be closed
     */
    void change(Manner next) throws PlaneException {
        watchdog.close();
        packets.disconnect();
        ended = packets.stop();
        if (!ended) {
            throw new PlaneException("xdp: a packet thread does not end, so that its sockets cannot be opened anew");
        }
        planeCounters.update();
        planeCounters.follow(List.of());
        packets.close();
        packets = PacketThreads.none(kernel);
        packets = reopen(next);
        planeCounters.follow(packets.groups());
        watchdog = watch();
        packets.start();
        watchdog.start();
    }

    /** The kernel lets go of a queue a moment after its socket was closed (xp_release_deferred). */
    private PacketThreads reopen(Manner next) throws PlaneException {
        long deadline = System.nanoTime() + RELEASE_LIMIT_NANOS;
        while (true) {
            try {
                return PacketThreads.open(options, next, kernel, links, sizes, path, counters);
            } catch (NativeException e) {
                if (e.errno() != Errno.EBUSY || System.nanoTime() - deadline >= 0) {
                    throw e;
                }
                LockSupport.parkNanos(RELEASE_NANOS);
            }
        }
    }

    /**
     * Looks at the interfaces, and takes over what has changed; whether one of them has been replaced by another of its name,
     * so that sockets and program are gone with it.
     */
    boolean refresh() {
        boolean replaced = false;
        for (Link link : links) {
            if (link.refresh()) {
                kernel.receive(link);
            }
            replaced |= link.isReplaced();
        }
        if (!replaced) {
            kernel.refreshNeighbours();
        }
        return replaced;
    }

    /** Its interfaces. */
    List<Link> links() {
        return links;
    }

    /** Names of its interfaces. */
    List<String> interfaces() {
        return links.stream().map(Link::name).toList();
    }

    /** The program, and the way to the stack. */
    KernelSide kernel() {
        return kernel;
    }

    /** The packet threads with their sockets. <b>Thread.</b> Any. */
    PacketThreads packets() {
        return packets;
    }

    /** What hands flows to the kernel. */
    FlowKeeper flows() {
        return flows;
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
        kernel.detach();
        watchdog.close();
        ended &= packets.stop();
        ended &= PacketThreads.stop(List.of(emitThread, flowThread), List.of(emitLoop::stop, flows::stop));
        if (ended) {
            emitLoop.close();
            planeCounters.close();
            flows.close();
            packets.close();
            kernel.close();
        } // otherwise it goes with the process: the memory of a thread that runs must not be freed
    }
}
