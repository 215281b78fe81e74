package org.netserv.node.path;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * CPU time and memory that its thread uses from one lap to the next.
 *
 * <p>Reading the thread's CPU clock costs a system call, some 450 ns, twenty times as much as the wall clock. So a lap of at
 * most 200 µs is charged as wall time; a longer one, in which the thread may have been preempted, as the CPU time since the
 * CPU clock was read last, which is at most 1 ms before the lap, and never as more than its wall time. Nothing is charged too
 * little; too much, by what a preemption of less than 200 µs took, or by what the thread did in that millisecond.
 *
 * <p><b>Thread.</b> The one that it measures.
 */
final class WorkMeter {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MAY_BE_PREEMPTED_NANOS = 200_000;
    private static final long STALE_NANOS = 1_000_000;

    private final LongSupplier wallClock;
    private final LongSupplier cpuClock;
    private long lapAt;
    private long lapBytes;
    private long nanos;
    private long bytes;
    /** Both clocks, when the CPU clock was read last. */
    private long readAt;
    private long readCpu;

    /** A meter with these clocks, which takes the calling thread for its own. */
    WorkMeter(LongSupplier wallClock, LongSupplier cpuClock) {
        this.wallClock = wallClock;
        this.cpuClock = cpuClock;
        read(wallClock.getAsLong());
    }

    /** A meter of the calling thread. */
    static WorkMeter ofThisThread() {
        return new WorkMeter(System::nanoTime, THREADS::getCurrentThreadCpuTime);
    }

    /** What came before is not charged; returns the time. */
    long begin() {
        long now = wallClock.getAsLong();
        if (now - readAt > STALE_NANOS) {
            read(now);
        }
        lapAt = now;
        lapBytes = THREADS.getCurrentThreadAllocatedBytes();
        return now;
    }

    /** Ends a lap, and begins the next. */
    void lap() {
        long now = wallClock.getAsLong();
        nanos = now - lapAt;
        if (nanos > MAY_BE_PREEMPTED_NANOS || now - readAt > STALE_NANOS) {
            long before = readCpu;
            read(now);
            nanos = Math.min(nanos, readCpu - before);
        }
        lapAt = now;
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        bytes = allocated - lapBytes;
        lapBytes = allocated;
    }

    /** What the thread did since the last lap is charged to nobody. */
    void skip() {
        lapAt = wallClock.getAsLong();
        lapBytes = THREADS.getCurrentThreadAllocatedBytes();
    }

    /** CPU time of the lap that has ended. */
    long nanos() {
        return nanos;
    }

    /** Bytes that the thread has allocated in it. */
    long bytes() {
        return bytes;
    }

    private void read(long now) {
        readAt = now;
        readCpu = cpuClock.getAsLong();
    }
}
