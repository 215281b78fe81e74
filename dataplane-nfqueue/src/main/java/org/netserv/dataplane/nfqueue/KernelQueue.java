package org.netserv.dataplane.nfqueue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * What the kernel says of one of its queues.
 *
 * <pre>
 *   queue  portid  waiting  copy mode  copy range  dropped (queue full)  dropped (receive buffer full)  last id  1
 * </pre>
 *
 * <p><b>Source.</b> net/netfilter/nfnetlink_queue.c, seq_show.
 *
 * @param number the queue
 * @param waiting packets that wait for a verdict
 * @param dropped packets that found the queue full
 * @param userDropped packets that found the receive buffer full
 * @param lastId of the packet that came last
 */
record KernelQueue(int number, int waiting, long dropped, long userDropped, int lastId) {
    /** Of the calling thread, whose namespace may differ from the process's. */
    private static final Path FILE = Path.of("/proc/thread-self/net/netfilter/nfnetlink_queue");
    private static final int COLUMNS = 8;

    /** All of the calling thread's network namespace; none when the kernel has no netfilter queues. */
    static List<KernelQueue> all() {
        try {
            return parse(Files.readString(FILE));
        } catch (IOException | NumberFormatException e) {
            return List.of();
        }
    }

    /** Read once a second, and by an idle node: so without patterns and streams, which cost several times as much. */
    static List<KernelQueue> parse(String text) {
        List<KernelQueue> rows = new ArrayList<>();
        StringTokenizer lines = new StringTokenizer(text, "\n");
        while (lines.hasMoreTokens()) {
            StringTokenizer words = new StringTokenizer(lines.nextToken());
            if (words.countTokens() >= COLUMNS) {
                long[] row = new long[COLUMNS];
                for (int column = 0; column < COLUMNS; column++) {
                    row[column] = Long.parseLong(words.nextToken());
                }
                rows.add(new KernelQueue((int) row[0], (int) row[2], row[5], row[6], (int) row[7]));
            }
        }
        return rows;
    }
}
