package org.netserv.dataplane.common;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the plane, replaced by another when it has died.
 *
 * <p><b>Thread.</b> One at a time, but for {@link #name}.
 */
public final class PlaneThread {
    private static final int CALLERS = 4;

    private final String name;
    private final WatchedLoop loop;
    private @Nullable Thread thread;
    private volatile @Nullable Throwable death;

    /** One that has not been started. */
    public PlaneThread(String name, WatchedLoop loop) {
        this.name = name;
        this.loop = loop;
    }

    public String name() {
        return name;
    }

    WatchedLoop loop() {
        return loop;
    }

    /** Starts it, for the first time or in place of one that has died. */
    public void start() {
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

    /** Where it is now: the innermost call, and those of them that are not the JDK's. */
    public String where() {
        Thread started = thread;
        StackTraceElement[] stack = started == null ? new StackTraceElement[0] : started.getStackTrace();
        if (stack.length == 0) {
            return "in no Java code";
        }
        return Arrays.stream(stack, 1, stack.length)
                .filter(frame -> !frame.getClassName().startsWith("java.") && !frame.getClassName().startsWith("jdk."))
                .limit(CALLERS).map(PlaneThread::call)
                .collect(Collectors.joining(" < ", "in " + call(stack[0]) + " < ", ""));
    }

    private static String call(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }

    /** Waits for its end, whoever interrupts us; false if it has not come by then. */
    public boolean join(Duration limit) {
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
