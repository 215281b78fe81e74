package org.netserv.node.controller;

import java.time.Duration;

/**
 * How long a module that was detached waits for its next start: a second, then twice as long each time, at most a minute. A
 * run of a minute begins anew.
 *
 * <p>There is no last attempt: once a minute a start costs next to nothing, and the module's life ends anyway.
 *
 * <p><b>Thread.</b> Guarded by its publisher's lock.
 */
final class Backoff {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /**
     * The wait after a run.
     *
     * @param ranNanos how long it was; 0 if it did not start
     */
    Duration after(long ranNanos) {
        Duration wait = ranNanos >= LONGEST.toNanos() ? FIRST : next;
        Duration twice = wait.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return wait;
    }
}
