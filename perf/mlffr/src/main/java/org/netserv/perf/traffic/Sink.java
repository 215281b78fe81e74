package org.netserv.perf.traffic;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.netserv.perf.result.Latency;

/** Counts traffic where it arrives, and drops it there. */
public interface Sink extends AutoCloseable {

    /** Starts to count from 0 what such traffic brings. */
    default void arm(Traffic traffic, Endpoints endpoints) {
        arm(traffic, endpoints, grace());
    }

    /** The same with another grace, at least 1 ns. */
    void arm(Traffic traffic, Endpoints endpoints, Duration grace);

    /** What has arrived. */
    Received read();

    /**
     * How long after the last packet left others may arrive: later ones are {@link Received#late}. Whoever counts what was
     * lost waits for so long, or until everything is there.
     */
    Duration grace();

    /** What has arrived, once nothing more has for so long; or a second after that, if it never was so. */
    default Received readWhenQuiet(Duration quiet) {
        long deadline = System.nanoTime() + quiet.toNanos() + Duration.ofSeconds(1).toNanos();
        long since = System.nanoTime();
        Received last = read();
        while (System.nanoTime() - since < quiet.toNanos() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Math.min(quiet.toNanos(), 1_000_000));
            Received now = read();
            if (!now.equals(last)) {
                last = now;
                since = System.nanoTime();
            }
        }
        return last;
    }

    /** How long the timed packets took. */
    Latency latency(double ofNdr, double rate);

    @Override
    void close();
}
