package org.netserv.rig;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what cannot wake us. */
public final class Waiting {

    private static final long PAUSE_MILLIS = 10;

    private Waiting() {}

    /**
     * Looks every ten milliseconds, once at least. An interrupt while waiting is a {@link RigException}.
     *
     * @return whether the condition came to hold in time
     */
    public static boolean until(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Pause.millis(PAUSE_MILLIS);
        }
        return true;
    }
}
