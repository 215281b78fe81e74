package org.netserv.node.container;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netserv.node.guard.Gate;
import org.netserv.node.guard.Warden;
import org.netserv.node.guard.Watch;
import org.netserv.node.sandbox.ThreadPlacement;

/**
 * A platform thread that runs a module's code, and is watched from its first step to its last.
 *
 * <p><b>Thread.</b> Any, but for {@link #enter} and {@link #leave}.
 */
final class WatchedThread {
    private final Thread thread;
    private final Gate gate;
    private final OwnUse use;
    private volatile @Nullable Watch watch;
    private volatile boolean ending;

    /**
     * What a module's threads have in common.
     *
     * @param loader their context class loader
     * @param placement where they run
     * @param tallies that count what they use
     */
    record Maker(ClassLoader loader, ThreadPlacement placement, ModuleTallies tallies) {

        /** A thread that has not been started: {@link #placement} does that. Its work must not throw. */
        WatchedThread make(String name, Runnable work) {
            return new WatchedThread(this, name, work);
        }
    }

    private WatchedThread(Maker maker, String name, Runnable work) {
        thread = Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false)
                .unstarted(() -> begin(work));
        thread.setContextClassLoader(maker.loader());
        gate = Gate.of(maker.loader());
        use = new OwnUse(thread, maker.tallies());
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
     * The thread is about to run the module's code: {@link #leave} when it is back. On that thread.
     *
     * @param patienceNanos CPU time that it may take
     */
    void enter(long patienceNanos) {
        watch().enter(gate, patienceNanos);
    }

    /** Whether the visit under way was to end: something in the node may have kept what ends it to itself. On that thread. */
    boolean isDue() {
        return watch().due() != null;
    }

    /** On that thread. */
    void leave() {
        watch().leave();
        use.settle();
    }

    private Watch watch() {
        return Objects.requireNonNull(watch, "the thread begins with it");
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

    /** Counts what it has used until now. */
    void settle() {
        use.settle();
    }
}
