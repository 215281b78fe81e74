package org.netserv.node.container;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Timer;
import org.netserv.node.guard.Overstay;

/**
 * A module's own platform thread: its entry point, and its timers.
 *
 * <p><b>Thread.</b> Any.
 */
final class ModuleThread {
    static final int MAX_TIMERS = 1024;
    /** CPU time that a timer's task may take. */
    private static final long TIMER_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A hundred years: more overflows the clock. */
    private static final long MAX_NANOS = TimeUnit.DAYS.toNanos(36_500);

    private final ScheduledThreadPoolExecutor executor;
    private final Consumer<Throwable> faultHandler;
    /** Timers that may run yet. */
    private final Set<Scheduled> timers = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile @Nullable WatchedThread own;

    ModuleThread(String name, WatchedThread.Maker maker, Consumer<Throwable> faultHandler) {
        this.faultHandler = faultHandler;
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            WatchedThread made = maker.make(name, task);
            own = made;
            if (ended) {
                made.endAll();
            }
            return made.thread();
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        maker.placement().start(executor::prestartCoreThread);
    }

    /** What the entry point does. */
    interface Task {
        void run() throws Throwable;
    }

    /**
     * Runs a task and waits for it.
     *
     * @return what went wrong, as the end of a sentence, or null
     */
    @Nullable
    String run(Task task, Duration deadline) {
        Callable<String> described = () -> {
            WatchedThread here = here();
            here.enter(deadline.toNanos());
            try {
                task.run();
                return "";
            } catch (Throwable thrown) {
                return "it threw " + Texts.describe(thrown);
            } finally {
                here.leave();
            }
        };
        Future<String> result = executor.submit(described);
        try {
            String fault = result.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            return fault.isEmpty() ? null : fault;
        } catch (TimeoutException e) {
            result.cancel(true);
            return "it did not return within " + deadline.toMillis() + " ms";
        } catch (ExecutionException e) {
            return "it threw something that cannot be described";
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            return "the node was interrupted while it waited";
        }
    }

    Timer every(long periodMillis, Runnable task) {
        if (periodMillis < 1) {
            throw new IllegalArgumentException("the period must be at least 1 ms: periodMillis=" + periodMillis);
        }
        return schedule(periodMillis, true, task);
    }

    Timer after(long delayMillis, Runnable task) {
        if (delayMillis < 0) {
            throw new IllegalArgumentException("the delay must not be negative: delayMillis=" + delayMillis);
        }
        return schedule(delayMillis, false, task);
    }

    /** No timer runs any more, but for a run under way. */
    void cancelTimers() {
        stopping = true;
        executor.getQueue().clear();
        timers.clear();
    }

    /** Interrupts the thread; returns whether it has ended in time. */
    boolean end(Duration deadline) {
        cancelTimers();
        executor.shutdownNow();
        ended = true;
        WatchedThread begun = own;
        if (begun != null) {
            begun.endAll();
        }
        try {
            return executor.awaitTermination(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return executor.isTerminated();
        }
    }

    /** On the module's thread. */
    private WatchedThread here() {
        return Objects.requireNonNull(own, "the thread that is here");
    }

    /** Counts what it has used until now. */
    void settle() {
        WatchedThread begun = own;
        if (begun != null) {
            begun.settle();
        }
    }

    /** Adds the tasks of all timers that may run yet. */
    void addTasks(Collection<Object> tasks) {
        for (Scheduled timer : timers) {
            Runnable task = timer.task;
            if (task != null) {
                tasks.add(task);
            }
        }
    }

    private Timer schedule(long delayMillis, boolean periodic, Runnable task) {
        if (stopping) {
            throw new IllegalStateException("the module is stopping: no new timers");
        }
        if (executor.getQueue().size() >= MAX_TIMERS) {
            throw new IllegalStateException("a module has at most " + MAX_TIMERS + " timers");
        }
        long nanos = Math.min(TimeUnit.MILLISECONDS.toNanos(delayMillis), MAX_NANOS);
        Scheduled timer = new Scheduled(task, nanos, periodic);
        timers.add(timer);
        timer.schedule();
        return timer;
    }

    /** Not a Runnable: the module holds it, and must not run it. */
    private final class Scheduled implements Timer {
        /** Null once it is over: the module may hold the timer for long, and what it keeps by its task would not be seen. */
        private volatile @Nullable Runnable task;
        private final long nanos;
        private final boolean periodic;
        private long dueNanos;
        private volatile boolean cancelled;
        private volatile @Nullable ScheduledFuture<?> next;

        Scheduled(Runnable task, long nanos, boolean periodic) {
            this.task = task;
            this.nanos = nanos;
            this.periodic = periodic;
            dueNanos = System.nanoTime() + nanos;
        }

        void schedule() {
            if (cancelled || stopping) {
                return;
            }
            try {
                next = executor.schedule(this::run, dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException stopped) {
                finish();
            }
        }

        private void run() {
            Runnable due = task;
            if (cancelled || stopping || due == null) {
                return;
            }
            WatchedThread here = here();
            here.enter(TIMER_NANOS);
            try {
                attempt(due);
                // A fault that describes itself for ever was told of, and is late all the same.
                cancelled |= here.isDue();
            } catch (Overstay late) {
                cancelled = true;
                faultHandler.accept(late);
            } finally {
                here.leave();
            }
            if (periodic && !cancelled) {
                // Runs that were missed are not made up for.
                long now = System.nanoTime();
                dueNanos = dueNanos + nanos - now < 0 ? now : dueNanos + nanos;
                schedule();
            } else {
                finish();
            }
        }

        private void finish() {
            cancelled = true;
            task = null;
            timers.remove(this);
        }

        /** What describes a fault is the module's code, too: both are in the same visit. */
        private void attempt(Runnable due) {
            try {
                due.run();
            } catch (Overstay late) {
                throw late;
            } catch (Throwable fault) {
                faultHandler.accept(fault);
            }
        }

        @Override
        public void cancel() {
            finish();
            ScheduledFuture<?> waiting = next;
            if (waiting != null) {
                waiting.cancel(false);
            }
        }
    }
}
