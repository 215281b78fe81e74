package org.netserv.node.controller;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.AnswerReader;
import org.netserv.node.message.StatusCode;
import org.netserv.node.message.TraceRequest;
import org.netserv.node.path.PacketPath;
import org.netserv.node.path.PathTrace;
import org.netserv.node.trace.TraceReport;
import org.netserv.node.trace.TracedPacket;

/**
 * Watches packets for the operator, one trace at a time.
 *
 * <p>A live trace hands packets out as they are decided, and ends when nobody takes them any more.
 *
 * <p>A trace ends the one before it, which answers with what it has: an operator who has given up waiting cannot take his
 * request back, and must not have to wait for its end.
 *
 * <p><b>Thread.</b> Any; waits for the end of the trace.
 */
final class Tracer {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** So that a part fits into an answer: with a count of 10,000 a packet has at most 150 bytes. */
    private static final int PACKETS_A_PART = 1_000;

    private final PacketPath path;
    private final ReentrantLock one = new ReentrantLock();
    /** The trace that was asked for last. */
    private volatile @Nullable TraceRequest latest;
    private volatile boolean closed;

    Tracer(PacketPath path) {
        this.path = path;
    }

    /** Carries out a trace; returns its packets as text, without those of a live trace that have been sent as parts. */
    String trace(TraceRequest request, Parts parts) throws Refusal {
        latest = request;
        one.lock();
        try {
            if (closed) {
                throw new Refusal(StatusCode.DRAINING, "the node is about to stop");
            }
            return watch(request, parts).text(AnswerReader.MAX_BODY_BYTES);
        } finally {
            one.unlock();
        }
    }

    private TraceReport watch(TraceRequest request, Parts parts) {
        long deadline = System.nanoTime() + request.time().toNanos();
        try (PathTrace trace = path.trace(request.filter(), request.count(), request.snapLength())) {
            String ended = ended(request, trace, deadline);
            while (ended.isEmpty()) {
                LockSupport.parkNanos(this, LOOK_NANOS);
                ended = request.live() && !send(trace.fresh(), parts) ? "nobody listens"
                        : ended(request, trace, deadline);
            }
            List<TracedPacket> packets = trace.stop();
            if (request.live()) {
                send(packets, parts);
            }
            return new TraceReport(trace.matched(), ended, request.live() ? List.of() : packets);
        }
    }

    /** Whether they were taken. */
    private static boolean send(List<TracedPacket> packets, Parts parts) {
        for (int from = 0; from < packets.size(); from += PACKETS_A_PART) {
            int to = Math.min(packets.size(), from + PACKETS_A_PART);
            if (!parts.send(TraceReport.lines(packets.subList(from, to)))) {
                return false;
            }
        }
        return true;
    }

    /** Why the trace is over; empty if it is not. */
    @SuppressWarnings("ReferenceEquality") // the same request may come twice
    private String ended(TraceRequest request, PathTrace trace, long deadline) {
        if (trace.matched() >= request.count()) {
            return "count";
        }
        if (closed) {
            return "the node ends";
        }
        if (latest != request) {
            return "another trace";
        }
        return System.nanoTime() - deadline >= 0 ? "seconds" : "";
    }

    /** Ends the trace that runs; there is none after it. */
    void close() {
        closed = true;
    }
}
