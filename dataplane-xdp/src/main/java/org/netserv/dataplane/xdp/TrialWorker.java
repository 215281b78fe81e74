package org.netserv.dataplane.xdp;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Verdict;
import org.netserv.dataplane.common.WatchedLoop;
import org.netserv.dataplane.xdp.ring.HandBack;
import org.netserv.dataplane.xdp.ring.PortGroup;
import org.netserv.dataplane.xdp.ring.TrialPort;
import org.netserv.ffi.Wakeup;
import org.netserv.ffi.PollSet;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.path.PacketWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A packet thread for modules that are being tried. It receives by sockets of its own, decides, and hands the frames to the
 * workers whose rings they belong to: whatever a module does here, no worker waits.
 *
 * <p><b>Thread.</b> {@link #run} is a platform thread of its own; {@link #stop} any other.
 */
final class TrialWorker implements WatchedLoop, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrialWorker.class);
    private static final long NO_ROOM_NANOS = 50_000;
    private static final long MAX_STOP_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A worker that does not come for its frames in time is gone: the node ends. */
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int WAKEUP = 0;

    private final Arena arena = Arena.ofShared();
    private final PacketWorker worker;
    private final @Nullable SampleSource samples;
    private final List<Source> sources = new ArrayList<>();
    private final Wakeup wakeup = new Wakeup();
    private final PollSet waiting;
    private final Tally received;
    private final Tally noMetadata;
    private final Tally batchFailures;
    private volatile boolean stopping;
    private volatile long stopNanos;
    private volatile long beats;

    /** Sockets of one worker's ports, and the way back to it. */
    record Lane(PortGroup group, HandBack handBack, Wakeup owner) {}

    /** One socket, and the batch over the memory that its packets are in. */
    private record Source(TrialPort port, FrameBatch batch, Lane lane) {}

    /** @param samples that it shows modules; null if others do */
    TrialWorker(int index, List<Lane> lanes, PacketWorker worker, @Nullable SampleSource samples,
            NodeCounters counters) {
        this.worker = worker;
        this.samples = samples;
        for (Lane lane : lanes) {
            FrameBatch batch = new FrameBatch(lane.group());
            lane.group().trials().forEach(port -> sources.add(new Source(port, batch, lane)));
        }
        int[] fds = new int[1 + sources.size() + (samples == null ? 0 : 1)];
        fds[WAKEUP] = wakeup.fd();
        for (int i = 0; i < sources.size(); i++) {
            fds[1 + i] = sources.get(i).port().fd();
        }
        if (samples != null) {
            fds[1 + sources.size()] = samples.fd();
        }
        waiting = new PollSet(arena, fds);
        String prefix = "xdp.q" + index + ".";
        received = counters.allocate(prefix + "received");
        noMetadata = counters.allocate(prefix + "lost.no-metadata");
        batchFailures = counters.allocate(prefix + "batch-failures");
    }

    /** Ends {@link #run} once nothing is left, or after a while. */
    void stop() {
        stopNanos = System.nanoTime() + MAX_STOP_NANOS;
        stopping = true;
        wakeup.wake();
    }

    @Override
    public long beats() {
        return beats;
    }

    @Override
    public boolean hasWork() {
        return sources.stream().anyMatch(source -> source.port().hasReceived());
    }

    /** What finds its rings full is lost, and nobody else waits. */
    @Override
    public int relieve() {
        return WAIT_ON;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone writes it
    public void run() {
        while (true) {
            int done = 0;
            for (int i = 0; i < sources.size(); i++) {
                done += turn(sources.get(i));
            }
            done += sample();
            beats++;
            if (stopping && (done == 0 || System.nanoTime() - stopNanos >= 0)) {
                return;
            }
            if (done == 0) {
                sleep();
            }
        }
    }

    private void sleep() {
        wakeup.beforeSleep();
        boolean signalled = false;
        if (!stopping) {
            waiting.await(IDLE_MILLIS);
            signalled = waiting.isReady(WAKEUP);
        }
        wakeup.afterSleep(signalled);
    }

    private int turn(Source source) {
        TrialPort port = source.port();
        int count = port.receive(PacketBatch.MAX_SIZE);
        if (count == 0) {
            return 0;
        }
        FrameBatch batch = source.batch();
        batch.clear();
        int ifindex = port.port().spec().ifindex();
        for (int i = 0; i < count; i++) {
            long address = port.take(i);
            if (!batch.add(address, port.length(i), ifindex)) {
                noMetadata.add(1);
                hand(source.lane(), address, Decision.of(Verdict.DROP, 0, false));
            }
        }
        port.releaseReceived();
        received.add(count);
        boolean decided = decide(batch.packets());
        for (int i = 0; i < batch.packets().size(); i++) {
            hand(source.lane(), batch.address(i), decided ? batch.decision(i)
                    : Decision.of(Verdict.ACCEPT, batch.packets().length(i), false));
        }
        source.lane().handBack().commit();
        source.lane().owner().wake();
        return count;
    }

    private int sample() {
        try {
            return samples == null ? 0 : samples.turn();
        } catch (RuntimeException | Error e) {
            batchFailures.add(1);
            LOG.error("the packet path failed on copies of packets", e);
            return 1;
        }
    }

    private boolean decide(PacketBatch packets) {
        try {
            worker.process(packets);
            return true;
        } catch (RuntimeException | Error e) {
            batchFailures.add(1);
            LOG.error("the packet path failed in quarantine; its batch goes on unprocessed", e);
            return false;
        }
    }

    private static void hand(Lane lane, long address, long decision) {
        long start = 0;
        while (!lane.handBack().offer(address, decision)) {
            lane.handBack().commit();
            lane.owner().wake();
            long now = System.nanoTime();
            start = start == 0 ? now : start;
            if (now - start > MAX_WAIT_NANOS) {
                return;
            }
            LockSupport.parkNanos(NO_ROOM_NANOS);
        }
    }

    /** Gives everything back. Only after {@link #run} has ended, or if it never began; before the workers'. */
    @Override
    public void close() {
        wakeup.close();
        arena.close();
        if (samples != null) {
            samples.close();
        }
        received.close();
        noMetadata.close();
        batchFailures.close();
    }
}
