package org.netserv.dataplane.xdp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.netserv.dataplane.common.PlaneThread;
import org.netserv.dataplane.xdp.ring.HandBack;
import org.netserv.dataplane.xdp.ring.PortGroup;
import org.netserv.dataplane.xdp.ring.PortGroup.Copying;
import org.netserv.dataplane.xdp.ring.PortSpec;
import org.netserv.dataplane.xdp.ring.RingSizes;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PathShare;
import org.netserv.node.path.PacketWorker;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packet threads, with their sockets and memory: a worker for each receive queue, and those for modules that are tried.
 *
 * <p>They can be exchanged for others while the program stays on its interfaces: it passes what comes meanwhile.
 *
 * <p><b>Ownership.</b> {@link #close} gives back sockets and memory, once {@link #stop} has said that no thread runs.
 *
 * <p><b>Thread.</b> One at a time; {@link #workers} and {@link #trials} any.
 */
final class PacketThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PacketThreads.class);
    /** Frames that may be on their way from a thread in quarantine to a worker. */
    private static final int HAND_BACK = 1024;
    /** Longer than a worker goes on for packets that keep coming. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private static final long DRIVERS_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final KernelSide kernel;
    private final List<XdpWorker> workers = new ArrayList<>();
    private final List<TrialWorker> trials = new ArrayList<>();
    private final List<PlaneThread> workerThreads = new ArrayList<>();
    private final List<PlaneThread> trialThreads = new ArrayList<>();

    private PacketThreads(KernelSide kernel) {
        this.kernel = kernel;
    }

    /** None, where they could not be opened. */
    static PacketThreads none(KernelSide kernel) {
        return new PacketThreads(kernel);
    }

    /** Opens all of it in the network namespace of the calling thread. When it fails nothing is left. */
    static PacketThreads open(XdpOptions options, Manner manner, KernelSide kernel, List<Link> links, RingSizes sizes,
            PathShare path, NodeCounters counters) throws PlaneException {
        PacketThreads opened = new PacketThreads(kernel);
        try {
            opened.fill(options, manner, links, sizes, path, counters);
            return opened;
        } catch (NativeException e) {
            opened.close();
            boolean cannot = e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.EINVAL;
            if (cannot && manner.copying() == Copying.ZERO_COPY) {
                throw new PlaneException("xdp: not all of " + links.stream().map(Link::name).toList()
                        + " can do zero copy, which option copy=\"no\" asks for: expected copy=\"auto\" or \"yes\" ["
                        + e.getMessage() + "]", e);
            }
            throw e;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void fill(XdpOptions options, Manner manner, List<Link> links, RingSizes sizes, PathShare path,
            NodeCounters counters) {
        int quarantine = path.quarantine();
        int queues = path.workers() - quarantine;
        PortGroup.Setup setup = new PortGroup.Setup(quarantine > 0, manner.copying(), options.needWakeup(),
                options.pages());
        List<TrialWorker.Lane> lanes = new ArrayList<>();
        for (int queue = 0; queue < queues; queue++) {
            int number = queue;
            List<Link> having = links.stream().filter(link -> link.queues() > number).toList();
            PortGroup group = PortGroup.open(
                    having.stream().map(link -> new PortSpec(link.name(), link.ifindex(), number)).toList(), sizes,
                    setup);
            HandBack handBack = new HandBack(HAND_BACK);
            SampleSource samples = quarantine == 0 && queue == 0
                    ? new SampleSource(kernel.program().samples(), path.worker(0), counters)
                    : null;
            XdpWorker worker = new XdpWorker(queue, options, group, having.toArray(Link[]::new), path.worker(queue),
                    kernel, handBack, samples, new WorkerCounters(counters, "xdp.w" + queue + "."));
            workers.add(worker);
            lanes.add(new TrialWorker.Lane(group, handBack, worker.wakeup()));
            if (manner.busyPoll()) {
                group.busyPoll(options.batch());
            }
            kernel.connect(group);
        }
        for (int q = 0; q < quarantine; q++) {
            List<TrialWorker.Lane> own = new ArrayList<>();
            for (int lane = q; lane < lanes.size(); lane += quarantine) {
                own.add(lanes.get(lane));
            }
            PacketWorker tried = path.worker(queues + q);
            trials.add(new TrialWorker(q, own, tried,
                    q > 0 ? null : new SampleSource(kernel.program().samples(), tried, counters), counters));
        }
        workers.forEach(worker -> workerThreads.add(new PlaneThread("netserv-xdp-" + workerThreads.size(), worker)));
        trials.forEach(trial -> trialThreads.add(new PlaneThread("netserv-xdp-q" + trialThreads.size(), trial)));
    }

    List<XdpWorker> workers() {
        return workers;
    }

    /** Those for modules that are being tried. */
    List<TrialWorker> trials() {
        return trials;
    }

    /** Their sockets and memory. */
    List<PortGroup> groups() {
        return workers.stream().map(XdpWorker::group).toList();
    }

    /** The threads themselves, for the watchdog. */
    List<PlaneThread> threads() {
        return Stream.concat(workerThreads.stream(), trialThreads.stream()).toList();
    }

    /** Whether a driver works in our memory, as the kernel says. */
    boolean isZeroCopy() {
        return workers.stream().anyMatch(worker -> worker.group().isZeroCopy());
    }

    /** Packets that they have received. */
    long received() {
        return workers.stream().mapToLong(XdpWorker::received).sum();
    }

    /** Starts them. */
    void start() {
        threads().forEach(PlaneThread::start);
    }

    /** Has packets go to the stack from now on; when it returns the last of those before have come, and been decided perhaps. */
    void disconnect() {
        groups().forEach(kernel::disconnect);
        // A driver that is at work may have looked for the socket before, and brings its packets at the end of its turn.
        LockSupport.parkNanos(DRIVERS_TURN_NANOS);
    }

    /** Has what is in the rings decided; whether all have ended. */
    boolean stop() {
        // Those that are tried bring their frames to the workers, and end first.
        boolean ended = stop(trialThreads, trials.stream().<Runnable>map(trial -> trial::stop).toList());
        return stop(workerThreads, workers.stream().<Runnable>map(worker -> worker::stop).toList()) && ended;
    }

    /** Tells threads to end, and waits for them; whether all have ended. */
    static boolean stop(List<PlaneThread> threads, List<Runnable> stops) {
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

    @Override
    public void close() {
        trials.reversed().forEach(TrialWorker::close);
        workers.reversed().forEach(XdpWorker::close);
    }
}
