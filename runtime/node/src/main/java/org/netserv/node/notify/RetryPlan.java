package org.netserv.node.notify;

import java.time.Duration;
import java.util.List;

/**
 * How often, and how long, it is tried to tell somebody.
 *
 * @param waits before the second try and each after it
 * @param tryLimit the longest that one may take
 */
record RetryPlan(List<Duration> waits, Duration tryLimit) {

    /** Four tries, which end within a minute. */
    static final RetryPlan STANDARD = new RetryPlan(
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30)), Duration.ofSeconds(6));

    /** Keeps a copy. */
    RetryPlan {
        waits = List.copyOf(waits);
    }
}
