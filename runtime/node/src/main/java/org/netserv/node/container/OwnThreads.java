package org.netserv.node.container;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netserv.api.OwnThread;
import org.netserv.api.ThreadTask;
import org.netserv.node.counters.Tally;
import org.netserv.node.guard.Overstay;
import org.netserv.node.guard.Watch;

/**
 * The threads that a module has asked for. They begin after its start, so that none runs before all its classes are
 * initialised.
 *
 * <p><b>Thread.</b> Any.
 */
final class OwnThreads {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,32}");

    private final String prefix;
    private final WatchedThread.Maker maker;
    private final Semaphore allowance;
    private final Tally refused;
    private final Consumer<Throwable> faultHandler;
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** Those that have not ended. Guarded by this. */
    private final Set<Own> threads = new LinkedHashSet<>();
    private boolean begun;

    /**
     * @param prefix of the threads' names
     * @param allowance what is left to all modules of the publisher
     * @param refused counts threads that there was no allowance for
     */
    OwnThreads(String prefix, WatchedThread.Maker maker, Semaphore allowance, Tally refused,
            Consumer<Throwable> faultHandler) {
        this.prefix = prefix;
        this.maker = maker;
        this.allowance = allowance;
        this.refused = refused;
        this.faultHandler = faultHandler;
    }

    /** As {@link org.netserv.api.ModuleContext#thread}. */
    synchronized void add(String name, ThreadTask task) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a thread's name matches " + NAME + ": name=" + Texts.oneLine(name));
        }
        if (isStopping()) {
            throw new IllegalStateException("the module is stopping: no new threads");
        }
        if (!allowance.tryAcquire()) {
            refused.addShared(1);
            throw new IllegalStateException("the publisher has as many threads as it may: name=" + name);
        }
        Own own = new Own(prefix + name, task);
        threads.add(own);
        if (begun) {
            start(own);
        }
    }

    /** The module's start is over: what it asked for begins. */
    synchronized void begin() {
        if (isStopping()) {
            return;
        }
        begun = true;
        List.copyOf(threads).forEach(this::start);
    }

    /** Tells the tasks that the module is stopping; those that sleep wake up. */
    void stop() {
        stopping.countDown();
    }

    /** Takes the threads out of the module's code, wherever they are. */
    synchronized void endAll() {
        stop();
        for (Own own : List.copyOf(threads)) {
            if (begun) {
                own.watched.endAll();
                own.watched.thread().interrupt();
            } else {
                forget(own);
            }
        }
    }

    /** Returns whether all have ended in time. */
    boolean awaitEnd(Duration deadline) {
        List<Own> left;
        synchronized (this) {
            left = List.copyOf(threads);
        }
        long end = System.nanoTime() + deadline.toNanos();
        try {
            for (Own own : left) {
                if (!own.watched.thread().join(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Counts what they have used until now. */
    synchronized void settle() {
        threads.forEach(own -> own.watched.settle());
    }

    /** Adds the tasks of all that have not ended. */
    synchronized void addTasks(Collection<Object> tasks) {
        for (Own own : threads) {
            ThreadTask task = own.task;
            if (task != null) {
                tasks.add(task);
            }
        }
    }

    private void start(Own own) {
        try {
            maker.placement().start(own.watched.thread()::start);
        } catch (Throwable none) { // the system has no more threads
            forget(own);
            throw none;
        }
    }

    private synchronized void forget(Own own) {
        if (threads.remove(own)) {
            allowance.release();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Not a Runnable: the module holds it, and must not run it. */
    private final class Own implements OwnThread {
        /** Null once it is over: the module may hold the thread for long. */
        private volatile @Nullable ThreadTask task;
        private final WatchedThread watched;

        Own(String name, ThreadTask task) {
            this.task = task;
            watched = maker.make(name, this::live);
        }

        private void live() {
            try {
                watched.enter(Watch.UNLIMITED);
                try {
                    attempt();
                } finally {
                    watched.leave();
                }
            } catch (Throwable last) {
                // Taken out, or out of memory while it told of a fault: there is nobody left to tell.
            } finally {
                task = null;
                forget(this);
            }
        }

        /** What describes a fault is the module's code, too: both are in the same visit. */
        private void attempt() {
            try {
                ThreadTask given = task;
                if (given != null) {
                    given.run(this);
                }
            } catch (Overstay taken) {
                throw taken;
            } catch (Throwable fault) {
                faultHandler.accept(fault);
            }
        }

        @Override
        public boolean sleep(long millis) {
            if (millis < 0) {
                throw new IllegalArgumentException("the time must not be negative: millis=" + millis);
            }
            if (Thread.currentThread() != watched.thread()) {
                throw new IllegalStateException("a thread sleeps itself: others may not wait in its place");
            }
            try {
                return !stopping.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        }

        @Override
        public boolean stopping() {
            return isStopping();
        }
    }
}
