package org.netserv.perf.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.router.NodeControl;
import org.netserv.rig.RigException;

/**
 * A publisher whose module is installed and removed again, once a period.
 *
 * <p><b>Ownership.</b> {@link #close} ends it, with the module gone. <b>Thread.</b> It has one of its own.
 */
public final class Comings implements AutoCloseable {
    private final NodeControl control;
    private final String id;
    private final Path jar;
    private final Map<String, String> headers;
    private final long halfNanos;
    private final AtomicLong installed = new AtomicLong();
    private final AtomicReference<@Nullable RigException> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean over;

    /**
     * From now on.
     *
     * @param headers of the SETUP beside what all have
     */
    public static Comings start(NodeControl control, String id, Path jar, Map<String, String> headers,
            Duration period) {
        Comings comings = new Comings(control, id, jar, headers, period);
        comings.thread.start();
        return comings;
    }

    private Comings(NodeControl control, String id, Path jar, Map<String, String> headers, Duration period) {
        this.control = control;
        this.id = id;
        this.jar = jar;
        this.headers = Map.copyOf(headers);
        this.halfNanos = period.toNanos() / 2;
        this.thread = Thread.ofPlatform().name("comings").daemon().unstarted(this::run);
    }

    private void run() {
        try {
            for (long due = System.nanoTime(); !over; due += 2 * halfNanos) {
                waitUntil(due);
                control.install(id, jar, headers);
                waitUntil(due + halfNanos);
                control.remove(id);
                installed.incrementAndGet();
            }
        } catch (RigException e) {
            failure.set(e);
        }
    }

    private void waitUntil(long due) {
        while (!over && System.nanoTime() - due < 0) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /**
     * Modules that have come and gone.
     *
     * <p><b>Errors.</b> The node's refusal, if there was one.
     */
    public long installed() {
        RigException refused = failure.get();
        if (refused != null) {
            throw refused;
        }
        return installed.get();
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
