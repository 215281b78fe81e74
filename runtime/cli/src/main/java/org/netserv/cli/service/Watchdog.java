package org.netserv.cli.service;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager again and again that the node is well, as long as it is. A manager that hears nothing for too long ends the
 * process and starts it anew; meanwhile packets pass.
 *
 * <p>The node is asked each time as a client would ask it, so that silence comes of whatever hangs: what it asks, the
 * threads that answer, or this one.
 *
 * <p><b>Thread.</b> A virtual one, as all of the control plane.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    /** Of the time that the manager waits: one word may come late. */
    private static final int WORDS_IN_TIME = 3;

    private final ServiceManager manager;
    private final Health health;
    private final Duration pause;
    private final Thread thread;
    private boolean wasWell = true;

    /** Asks the node how it is. */
    @FunctionalInterface
    public interface Health {
        /**
         * What there is to say of a node that is well; does not return while something hangs.
         *
         * @throws IOException if it is not well: the message says why
         */
        String ask() throws IOException, InterruptedException;
    }

    private Watchdog(ServiceManager manager, Health health) {
        this.manager = manager;
        this.health = health;
        pause = manager.watchdog().dividedBy(WORDS_IN_TIME);
        thread = Thread.ofVirtual().name("netserv-watchdog").unstarted(this::run);
    }

    /** Begins, if the manager watches. */
    public static Watchdog start(ServiceManager manager, Health health) {
        Watchdog watchdog = new Watchdog(manager, health);
        if (!manager.watchdog().isZero()) {
            watchdog.thread.start();
        }
        return watchdog;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                ask();
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void ask() throws InterruptedException {
        try {
            manager.alive(health.ask());
            wasWell = true;
        } catch (IOException | RuntimeException e) {
            if (wasWell && !Thread.currentThread().isInterrupted()) {
                LOG.error("the node is not well, and the service manager hears nothing of it until it is: {}",
                        e.getMessage());
            }
            wasWell = false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
