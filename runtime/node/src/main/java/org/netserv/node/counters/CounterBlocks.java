package org.netserv.node.counters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.concurrent.status.CountersReader;

/**
 * The part of a counters file that has room on the disk: zeros, written ahead of the counters that are going to be there. A page that has
 * no room yet, when a packet thread counts on it, would be a fault of memory on a full disk.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class CounterBlocks {
    /** Counters that get room at once. */
    static final int CHUNK = 4_096;

    private final FileChannel channel;
    private int reserved;

    /** @param channel of a file that is a hole in all its length; stays open */
    CounterBlocks(FileChannel channel) throws IOException {
        this.channel = channel;
        fill(0, NodeCounters.HEADER_LENGTH);
    }

    /**
     * Makes room for a counter, and for a look at the place behind it.
     *
     * @throws IOException if the disk has none
     */
    void reserve(int id) throws IOException {
        while (id + 1 >= reserved && reserved < NodeCounters.CAPACITY) {
            int count = Math.min(CHUNK, NodeCounters.CAPACITY - reserved);
            fill(NodeCounters.HEADER_LENGTH + (long) reserved * CountersReader.METADATA_LENGTH,
                    count * CountersReader.METADATA_LENGTH);
            fill(NodeCounters.HEADER_LENGTH + NodeCounters.LABELS_LENGTH
                    + (long) reserved * CountersReader.COUNTER_LENGTH,
                    count * CountersReader.COUNTER_LENGTH);
            reserved += count;
        }
    }

    private void fill(long from, int length) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(length);
        long at = from;
        while (zeros.hasRemaining()) {
            at += channel.write(zeros, at);
        }
    }
}
