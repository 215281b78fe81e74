package org.netserv.perf.router;

import java.util.Map;

/**
 * What is between the kernel and a container: queues or rings.
 *
 * <p><b>Ownership.</b> {@link #close} lets go of what it looks at, before the container ends.
 *
 * <p><b>Thread.</b> One at a time.
 */
interface Junction extends AutoCloseable {

    /** Packets that were lost there until now, by the place that counted them. */
    Map<String, Long> losses();

    /** Packets that wait there. */
    long waiting();

    /** Packets that the plane's part in the kernel has sent on until now, past the container. */
    long forwarded();

    /** What a reader of rates must know of it. */
    Map<String, String> settings();

    @Override
    void close();
}
