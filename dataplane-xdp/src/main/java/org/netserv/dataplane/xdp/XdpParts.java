package org.netserv.dataplane.xdp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.netserv.dataplane.common.EmitLoop;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.dataplane.xdp.ring.HandBack;
import org.netserv.dataplane.xdp.ring.PortGroup;
import org.netserv.dataplane.xdp.ring.PortSpec;
import org.netserv.dataplane.xdp.ring.RingSizes;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketWorker;
import org.netserv.node.path.PathShare;
import org.netserv.node.plane.PlaneException;

/**
 * What a plane consists of: the program, the way to the stack, and for each receive queue a worker with its sockets.
 *
 * <p><b>Ownership.</b> {@link #close} gives back all of it, when no thread runs any more.
 */
final class XdpParts implements AutoCloseable {
    /** Frames that may be on their way from a thread in quarantine to a worker. */
    private static final int HAND_BACK = 1024;

    private final KernelSide kernel;
    private final List<XdpWorker> workers;
    private final List<TrialWorker> trials;
    private final FlowKeeper flows;
    private final EmitLoop emitLoop;
    private final List<AutoCloseable> owned;

    private XdpParts(KernelSide kernel, List<XdpWorker> workers, List<TrialWorker> trials, FlowKeeper flows,
            EmitLoop emitLoop, List<AutoCloseable> owned) {
        this.kernel = kernel;
        this.workers = List.copyOf(workers);
        this.trials = List.copyOf(trials);
        this.flows = flows;
        this.emitLoop = emitLoop;
        this.owned = owned;
    }

    /** Opens all of it in the network namespace of the calling thread. When it fails nothing is left. */
    static XdpParts open(XdpOptions options, InNamespace namespace, List<Link> links, RingSizes sizes, PathShare path,
            NodeCounters counters) throws PlaneException {
        List<AutoCloseable> owned = new ArrayList<>();
        try {
            return open(options, namespace, links, sizes, path, counters, owned);
        } catch (PlaneException | RuntimeException e) {
            close(owned);
            throw e;
        }
    }

    private static XdpParts open(XdpOptions options, InNamespace namespace, List<Link> links, RingSizes sizes,
            PathShare path, NodeCounters counters, List<AutoCloseable> owned) throws PlaneException {
        StackDevice stack = StackDevice.open();
        owned.add(stack);
        KernelSide kernel = KernelSide.load(options, sizes.longestFrame());
        owned.add(kernel);
        for (Link link : links) {
            kernel.attach(link);
        }
        int quarantine = path.quarantine();
        int queues = path.workers() - quarantine;
        List<XdpWorker> workers = new ArrayList<>();
        List<TrialWorker.Lane> lanes = new ArrayList<>();
        for (int queue = 0; queue < queues; queue++) {
            int number = queue;
            List<Link> having = links.stream().filter(link -> link.queues() > number).toList();
            PortGroup group = PortGroup.open(
                    having.stream().map(link -> new PortSpec(link.name(), link.ifindex(), number)).toList(), sizes,
                    quarantine > 0, options.copying(), options.huge());
            HandBack handBack = new HandBack(HAND_BACK);
            SampleSource samples = quarantine == 0 && queue == 0
                    ? new SampleSource(kernel.program().samples(), path.worker(0), counters)
                    : null;
            XdpWorker worker = new XdpWorker(queue, options, group, having.toArray(Link[]::new), path.worker(queue),
                    kernel, stack, handBack, samples, new WorkerCounters(counters, "xdp.w" + queue + "."));
            owned.add(worker);
            workers.add(worker);
            lanes.add(new TrialWorker.Lane(group, handBack, worker.wakeup()));
            if (options.busyPoll()) {
                group.busyPoll(options.batch());
            }
            kernel.connect(group);
        }
        List<TrialWorker> trials = new ArrayList<>();
        for (int q = 0; q < quarantine; q++) {
            List<TrialWorker.Lane> own = new ArrayList<>();
            for (int lane = q; lane < lanes.size(); lane += quarantine) {
                own.add(lanes.get(lane));
            }
            PacketWorker tried = path.worker(queues + q);
            TrialWorker trial = new TrialWorker(q, own, tried, q > 0 ? null
                    : new SampleSource(kernel.program().samples(), tried, counters), counters);
            owned.add(trial);
            trials.add(trial);
        }
        FlowKeeper flows = new FlowKeeper(kernel.program().flows(),
                IntStream.range(0, path.workers()).mapToObj(path::worker).toList());
        owned.add(flows);
        PlaneCounters planeCounters = new PlaneCounters(counters, kernel, workers);
        owned.add(planeCounters);
        EmitLoop emitLoop = new EmitLoop(path.emitQueue(), options.mark(), namespace, counters, planeCounters::update);
        owned.add(emitLoop);
        return new XdpParts(kernel, workers, trials, flows, emitLoop, owned);
    }

    KernelSide kernel() {
        return kernel;
    }

    List<XdpWorker> workers() {
        return workers;
    }

    /** Threads for modules that are being tried. */
    List<TrialWorker> trials() {
        return trials;
    }

    /** What hands flows to the kernel. */
    FlowKeeper flows() {
        return flows;
    }

    EmitLoop emitLoop() {
        return emitLoop;
    }

    /** Whether all drivers work in our memory. */
    boolean isZeroCopy() {
        return workers.stream().allMatch(worker -> worker.group().isZeroCopy());
    }

    /** Whether all memory is of huge pages. */
    boolean isHuge() {
        return workers.stream().allMatch(worker -> worker.group().isHuge());
    }

    /** How many packets a call sends in copy mode. */
    int transmitBudget() {
        return workers.getFirst().group().port(0).transmitBudget();
    }

    @Override
    public void close() {
        close(owned);
    }

    private static void close(List<AutoCloseable> owned) {
        for (AutoCloseable each : owned.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("close() of ours throws nothing checked", e);
            }
        }
    }
}
