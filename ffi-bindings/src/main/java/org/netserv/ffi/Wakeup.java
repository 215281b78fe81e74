package org.netserv.ffi;

import java.lang.invoke.VarHandle;

/**
 * Wakes a thread that sleeps in poll, and costs nothing while it is awake.
 *
 * <p>The sleeper says that it is going to sleep, and then looks for work once more; the other puts work there, and then looks
 * whether the sleeper sleeps. Between the steps of either lies a full fence, so that at least one sees the other.
 *
 * <p><b>Thread.</b> {@link #wake}: any. The rest: the sleeper. None allocates.
 */
public final class Wakeup implements AutoCloseable {
    private final EventFd event = EventFd.open();
    private volatile boolean sleeping;

    /** One whose thread is awake. */
    public Wakeup() {}

    /** What the sleeper polls besides what else it waits for. */
    public int fd() {
        return event.fd();
    }

    /** Says that the thread is going to sleep: it must look for work once more. */
    public void beforeSleep() {
        sleeping = true;
        VarHandle.fullFence();
    }

    /** Says that it is awake. */
    public void afterSleep(boolean signalled) {
        sleeping = false;
        if (signalled) {
            event.clear();
        }
    }

    /** Wakes it, if it sleeps. */
    public void wake() {
        VarHandle.fullFence();
        if (sleeping) {
            event.signal();
        }
    }

    @Override
    public void close() {
        event.close();
    }
}
