package org.netserv.perf.router;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bytes that threads allocated between the first and the last sample.
 *
 * @param seconds between them
 * @param packetThreads bytes of packet threads
 * @param others bytes of the others
 */
record Allocations(double seconds, long packetThreads, long others) {

    /** Samples of all threads are taken within this of one another. */
    private static final Duration ROUND = Duration.ofMillis(50);

    /**
     * What one thread has allocated since it began.
     *
     * @param time of the sample
     * @param thread its id in the JVM
     * @param packets whether it is a packet thread
     * @param bytes until then
     */
    record Sample(Instant time, long thread, boolean packets, long bytes) {}

    /** Threads that come in after the first round began meanwhile: all that they allocated counts. */
    static Allocations of(List<Sample> samples) {
        if (samples.isEmpty()) {
            return new Allocations(0, 0, 0);
        }
        List<Sample> ordered = samples.stream().sorted(Comparator.comparing(Sample::time)).toList();
        Instant start = ordered.getFirst().time();
        Map<Long, Sample> first = new HashMap<>();
        Map<Long, Sample> last = new HashMap<>();
        for (Sample sample : ordered) {
            first.putIfAbsent(sample.thread(), sample);
            last.put(sample.thread(), sample);
        }
        long packetThreads = 0;
        long others = 0;
        for (Sample end : last.values()) {
            Sample begin = first.getOrDefault(end.thread(), end);
            long before = begin.time().isAfter(start.plus(ROUND)) ? 0 : begin.bytes();
            if (end.packets()) {
                packetThreads += end.bytes() - before;
            } else {
                others += end.bytes() - before;
            }
        }
        return new Allocations(Duration.between(start, ordered.getLast().time()).toNanos() / 1e9, packetThreads,
                others);
    }
}
