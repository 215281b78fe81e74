package org.netserv.node.controller;

import java.time.Duration;

/**
 * How long a module that was detached waits for its next start: a second, then twice as long each time, at most a minute.
 * After an overstay five seconds and at most five minutes, for each of these costs others time on the packet threads. A
 * run as long as the longest wait begins anew.
 *
 * <p>There is no last attempt: once a minute a start costs next to nothing, and the module's life ends anyway.
 *
 * <p><b>Thread.</b> Guarded by its publisher's lock.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration FIRST_OF_OVERSTAY = Duration.ofSeconds(5);
    private static final Duration LONGEST_OF_OVERSTAY = Duration.ofMinutes(5);

    private int doublings;

    /**
     * The wait after a run.
     *
     * @param reason why it ended, of {@link Trouble}
     * @param ranNanos how long it was; 0 if it did not start
     */
    Duration after(String reason, long ranNanos) {
        boolean overstay = reason.equals(Trouble.OVERSTAY);
        Duration longest = overstay ? LONGEST_OF_OVERSTAY : LONGEST;
        if (ranNanos >= longest.toNanos()) {
            doublings = 0;
        }
        Duration wait = (overstay ? FIRST_OF_OVERSTAY : FIRST).multipliedBy(1L << doublings);
        if (wait.compareTo(longest) >= 0) {
            return longest;
        }
        doublings++;
        return wait;
    }
}
