package org.netserv.node.container;

import java.time.Duration;

/**
 * How long a module may take.
 *
 * @param start for its start
 * @param stop for its stop
 * @param end for its threads to end by themselves once it has stopped, and again once interrupted
 */
record Deadlines(Duration start, Duration stop, Duration end) {
    static final Deadlines DEFAULT = new Deadlines(Duration.ofSeconds(10), Duration.ofSeconds(5),
            Duration.ofSeconds(1));
}
