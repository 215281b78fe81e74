package org.netserv.node.path;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.netserv.node.trace.TraceFilter;
import org.netserv.node.trace.TraceRing;
import org.netserv.node.trace.TracedPacket;

/**
 * A trace that runs on all packet threads.
 *
 * <p><b>Ownership.</b> {@link #close} ends it.
 *
 * <p><b>Thread.</b> Any, one at a time.
 */
public final class PathTrace implements AutoCloseable {
    private final PacketWorker[] workers;
    private final TraceLane[] lanes;
    private final int count;
    /** How many of each thread's packets have been handed out. */
    private final int[] taken;
    private int handedOut;

    PathTrace(PacketWorker[] workers, TraceFilter filter, int count, int snapLength) {
        this.workers = workers;
        this.count = count;
        lanes = new TraceLane[workers.length];
        taken = new int[workers.length];
        Instant now = Instant.now();
        long offset = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new TraceLane(filter, new TraceRing(i, count, snapLength), offset);
        }
        for (int i = 0; i < lanes.length; i++) {
            workers[i].trace(lanes[i]);
        }
    }

    /** How many packets have matched until now. */
    public long matched() {
        long sum = 0;
        for (TraceLane lane : lanes) {
            sum += lane.ring().matched();
        }
        return sum;
    }

    /** Packets are not looked at any more, from each packet thread's next batch on. */
    @Override
    public void close() {
        for (PacketWorker worker : workers) {
            worker.trace(null);
        }
    }

    /** Packets that have been decided and not been handed out yet, the oldest first. Packets of different threads may overtake one another. */
    public List<TracedPacket> fresh() {
        List<TracedPacket> packets = new ArrayList<>();
        for (int i = 0; i < lanes.length; i++) {
            take(i, lanes[i].ring().decided(), packets);
        }
        return handOut(packets);
    }

    /** Ends it; returns what has not been handed out of the first packets, once each thread has decided the batch that it has in hand. */
    public List<TracedPacket> stop() {
        close();
        List<TracedPacket> packets = new ArrayList<>();
        for (int i = 0; i < lanes.length; i++) {
            workers[i].awaitQuiescence();
            take(i, lanes[i].ring().size(), packets);
        }
        return handOut(packets);
    }

    private void take(int lane, int to, List<TracedPacket> packets) {
        packets.addAll(lanes[lane].ring().read(taken[lane], to));
        taken[lane] = to;
    }

    private List<TracedPacket> handOut(List<TracedPacket> packets) {
        packets.sort(Comparator.comparingLong(TracedPacket::atNanos));
        List<TracedPacket> first = List.copyOf(packets.subList(0, Math.min(count - handedOut, packets.size())));
        handedOut += first.size();
        return first;
    }
}
