package org.netserv.perf.router;

import org.netserv.ffi.NativeThread;
import org.netserv.perf.rig.MeasuringRig;

/**
 * Scheduling class of a container's packet threads.
 *
 * <p>Where they share a CPU with the NAPI threads, their order decides what an overloaded router does. Below them, they get
 * nothing as soon as NAPI threads no longer sleep: of 400 kpps offered, 45 came through the C program and 10 through the
 * node. Above them, each batch is finished before the next packets are taken in, and what is too much is lost in the
 * interface's ring, where it has cost nothing: 215 and 214 kpps. Packet threads sleep when their queue is empty, so NAPI threads do
 * not starve.
 *
 * <p>A JVM's compilers have the priority of its packet threads: see {@link NodeProcess#awaitedThreads}.
 *
 * @param priority 0 for SCHED_OTHER, else that of SCHED_FIFO, 1 to 99
 */
public record Scheduling(int priority) {

    /** Ahead of the NAPI threads. */
    public static final Scheduling AHEAD_OF_NAPI = new Scheduling(MeasuringRig.NAPI_PRIORITY + 10);

    /** As a node's threads are by default. */
    public static final Scheduling ORDINARY = new Scheduling(0);

    /** Checks the range. */
    public Scheduling {
        if (priority < 0 || priority > 99) {
            throw new IllegalArgumentException("priority must be 0 to 99: priority=" + priority);
        }
    }

    /** Gives a thread this class. */
    public void apply(long tid) {
        NativeThread.realtime(Math.toIntExact(tid), priority);
    }

    @Override
    public String toString() {
        return priority == 0 ? "SCHED_OTHER" : "SCHED_FIFO " + priority;
    }
}
