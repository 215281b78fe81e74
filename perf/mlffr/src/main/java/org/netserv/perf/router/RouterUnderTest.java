package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A router in one of its configurations, ready for traffic.
 *
 * <p><b>Ownership.</b> {@link #close} ends its processes and removes its rules; the host stays as it was given.
 *
 * <p><b>Thread.</b> One at a time.
 *
 * <p><b>Errors.</b> {@link org.netserv.rig.RigException} with one sentence, such as when its process has ended.
 */
public interface RouterUnderTest extends AutoCloseable {

    /**
     * Packets that the router itself has lost, by the place that counts them, since it or its host came up. Only ever
     * rising; takes a millisecond or so.
     */
    Map<String, Long> losses();

    /** Packets that its topmost layer has been given since it came up: the kernel's forwarding, the container, the module. */
    long seen();

    /** Packets that wait in it: a trial is over when there are none. */
    long inFlight();

    /** What it spends. */
    EffortMeter effort();

    /** All counters of its container, by their own names; empty without one. */
    Map<String, Long> counters();

    /** Its container's process; empty without one. */
    OptionalLong pid();

    /** Where it takes a publisher's messages; empty without a node. */
    Optional<Path> controlSocket();

    /** What a reader of its rates must know: scheduling, queue. The same in each run that is set up alike. */
    Map<String, String> settings();

    /** Has Flight Recorder look at its JVM from now on; null without a JVM. */
    @Nullable
    HeapRecording recordHeap();

    @Override
    void close();
}
