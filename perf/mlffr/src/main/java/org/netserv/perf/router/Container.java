package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that packets go through.
 *
 * <p><b>Ownership.</b> {@link #close} ends it.
 */
interface Container extends AutoCloseable {

    /** Process id. */
    long pid();

    /** Whether it still runs. */
    boolean isAlive();

    /** What it printed last, for a sentence about its end. */
    String lastWords();

    /** Where it takes a publisher's messages; empty if it does not. */
    default Optional<Path> controlSocket() {
        return Optional.empty();
    }

    /** Ids of the threads that packets go through. */
    List<Long> packetThreads();

    /** Ids of threads that packet threads may have to wait for, if only in a loop. */
    default List<Long> awaitedThreads() {
        return List.of();
    }

    /** All of its counters, by their own names. */
    Map<String, Long> counters();

    /** Packets that reached what is topmost in it. */
    long seen(Map<String, Long> counters);

    /** Packets that it took and did not let pass. */
    Map<String, Long> losses(Map<String, Long> counters);

    /** Batches that it received. */
    long receiveCalls(Map<String, Long> counters);

    @Override
    void close();
}
