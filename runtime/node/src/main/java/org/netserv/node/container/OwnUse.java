package org.netserv.node.container;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Adds what a thread of a module's own uses to the module's counters: all that it does is the module's.
 *
 * <p><b>Thread.</b> Any.
 */
final class OwnUse {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Thread thread;
    private final ModuleTallies tallies;
    /** Guarded by this. */
    private long countedNanos;
    /** Guarded by this. */
    private long countedBytes;

    OwnUse(Thread thread, ModuleTallies tallies) {
        this.thread = thread;
        this.tallies = tallies;
    }

    /** Counts what the thread has used since this was called last. Of one that has ended there is nothing to be known. */
    synchronized void settle() {
        long nanos = THREADS.getThreadCpuTime(thread.threadId());
        long bytes = THREADS.getThreadAllocatedBytes(thread.threadId());
        if (nanos >= countedNanos && bytes >= countedBytes) {
            tallies.use(nanos - countedNanos, bytes - countedBytes);
            countedNanos = nanos;
            countedBytes = bytes;
        }
    }
}
