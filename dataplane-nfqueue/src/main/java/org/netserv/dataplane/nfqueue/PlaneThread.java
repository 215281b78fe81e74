package org.netserv.dataplane.nfqueue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the plane, replaced by another when it has died.
 *
 * <p><b>Thread.</b> One at a time, but for {@link #name}.
 */
final class PlaneThread {
    private final String name;
    private final WatchedLoop loop;
    private @Nullable Thread thread;
    private volatile @Nullable Throwable death;

    /** One that has not been started. */
    PlaneThread(String name, WatchedLoop loop) {
        this.name = name;
        this.loop = loop;
    }

    String name() {
        return name;
    }

    WatchedLoop loop() {
        return loop;
    }

    /** Starts it, for the first time or in place of one that has died. */
    void start() {
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    private void run() {
        try {
            loop.run();
        } catch (RuntimeException | Error e) { // the watchdog says so, and starts another
            death = e;
        }
    }

    /** Whether it was started and has ended. */
    boolean isDead() {
        Thread started = thread;
        return started != null && !started.isAlive();
    }

    /** What the last one that died did so of, until it is asked. */
    @Nullable
    Throwable takeDeath() {
        Throwable taken = death;
        death = null;
        return taken;
    }

    /** Where it is now: the innermost calls. */
    String where() {
        Thread started = thread;
        StringBuilder where = new StringBuilder();
        if (started != null) {
            StackTraceElement[] stack = started.getStackTrace();
            for (int i = 0; i < Math.min(stack.length, 4); i++) {
                where.append(i == 0 ? "in " : ", called by ").append(stack[i].getClassName()).append('.')
                        .append(stack[i].getMethodName());
            }
        }
        return where.isEmpty() ? "nowhere in Java" : where.toString();
    }

    /** Waits for its end, whoever interrupts us; false if it has not come by then. */
    boolean join(Duration limit) {
        Thread started = thread;
        if (started == null) {
            return true;
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return started.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
