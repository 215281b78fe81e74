package org.netserv.node.container;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netserv.node.guard.Warden;
import org.netserv.node.guard.Watch;

/**
 * A platform thread that runs a module's code, and is watched from its first step to its last.
 *
 * <p><b>Thread.</b> Any, but for {@link #enter}.
 */
final class WatchedThread {
    private final Thread thread;
    private volatile @Nullable Watch watch;
    private volatile boolean ending;

    /**
     * A thread that has not been started.
     *
     * @param loader its context class loader
     * @param work must not throw
     */
    WatchedThread(String name, ClassLoader loader, Runnable work) {
        thread = Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false)
                .unstarted(() -> begin(work));
        thread.setContextClassLoader(loader);
    }

    /** Where each thread that belongs to a module begins. */
    private void begin(Runnable work) {
        Watch begun = Warden.watch();
        watch = begun;
        if (ending) {
            begun.endAll();
        }
        work.run();
    }

    /**
     * The thread is about to run the module's code: {@link Watch#leave} when it is back. On that thread.
     *
     * @param patienceNanos CPU time that it may take
     */
    Watch enter(long patienceNanos) {
        Watch here = Objects.requireNonNull(watch, "the thread begins with it");
        here.enter(patienceNanos);
        return here;
    }

    /** Has it taken out of the module's code, whenever it is there, from now on. */
    void endAll() {
        ending = true;
        Watch begun = watch;
        if (begun != null) {
            begun.endAll();
        }
    }

    Thread thread() {
        return thread;
    }
}
