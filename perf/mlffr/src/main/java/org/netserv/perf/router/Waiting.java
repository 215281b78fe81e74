package org.netserv.perf.router;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.netserv.rig.RigException;

/** Waits for what cannot wake us. */
final class Waiting {

    private static final long PAUSE_MILLIS = 10;

    private Waiting() {}

    /** Whether the condition came to hold in time. */
    static boolean until(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RigException("interrupted while waiting", e);
            }
        }
        return true;
    }
}
