package org.netserv.dataplane.nfqueue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/**
 * What the kernel says of its queues: packets lost before they reached us.
 *
 * <pre>
 *   queue  portid  waiting  copy mode  copy range  dropped (queue full)  dropped (receive buffer full)  last id  1
 * </pre>
 *
 * <p><b>Thread.</b> One, in the network namespace of the queues. <b>Source.</b> net/netfilter/nfnetlink_queue.c, seq_show.
 */
final class KernelQueueCounters implements AutoCloseable {
    /** Of the calling thread, whose namespace may differ from the process's. */
    private static final Path FILE = Path.of("/proc/thread-self/net/netfilter/nfnetlink_queue");
    private static final int QUEUE = 0;
    private static final int DROPPED = 5;
    private static final int USER_DROPPED = 6;

    private final int first;
    private final int last;
    private final Tally queueFull;
    private final Tally bufferFull;

    KernelQueueCounters(NodeCounters counters, int first, int last) {
        this.first = first;
        this.last = last;
        queueFull = counters.allocate("nfqueue.kernel.queue-full");
        bufferFull = counters.allocate("nfqueue.kernel.buffer-full");
    }

    /** Brings the counters up to date. */
    void update() {
        long dropped = 0;
        long userDropped = 0;
        for (long[] row : rows()) {
            if (row[QUEUE] >= first && row[QUEUE] <= last && row.length > USER_DROPPED) {
                dropped += row[DROPPED];
                userDropped += row[USER_DROPPED];
            }
        }
        queueFull.add(Math.max(0, dropped - queueFull.value()));
        bufferFull.add(Math.max(0, userDropped - bufferFull.value()));
    }

    /** No row when the file is not there: a kernel without netfilter queues has none. */
    private static List<long[]> rows() {
        try (Stream<String> lines = Files.lines(FILE)) {
            return lines.map(line -> Arrays.stream(line.strip().split("\\s+", -1)).mapToLong(Long::parseLong).toArray())
                    .toList();
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        queueFull.close();
        bufferFull.close();
    }
}
