package org.netserv.perf;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into an interrupt of the measuring thread, and holds the end of the JVM up until that thread has
 * written down what there is.
 */
final class Interruption implements AutoCloseable {
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean happened;

    private Interruption(Thread measuring, Duration grace) {
        hook = new Thread(() -> {
            happened = true;
            measuring.interrupt();
            try {
                if (!finished.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                    System.err.println("netserv: the trial under way did not end; its results are lost");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "interruption");
    }

    /** For the calling thread, until {@link #close}. */
    static Interruption ofThisThread(Duration grace) {
        Interruption interruption = new Interruption(Thread.currentThread(), grace);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Whether there was one. */
    boolean happened() {
        return happened;
    }

    @Override
    public void close() {
        finished.countDown();
        if (!happened) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It is running.
                happened = true;
            }
        }
    }
}
