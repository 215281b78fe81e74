package org.netserv.perf.router;

import java.util.List;
import java.util.Optional;

/**
 * What the kernel says of one netfilter queue.
 *
 * <pre>
 *   queue  portid  waiting  copy mode  copy range  dropped (queue full)  dropped (receive buffer full)  last id  1
 * </pre>
 *
 * <p><b>Source.</b> net/netfilter/nfnetlink_queue.c, seq_show.
 *
 * @param waiting packets without a verdict
 * @param queueDropped packets that found the queue full
 * @param userDropped packets that found the receive buffer full
 * @param lastId id of the packet that came last; they are numbered from 1, those that found the buffer full too
 */
record QueueRow(long waiting, long queueDropped, long userDropped, long lastId) {

    private static final int QUEUE = 0;
    private static final int WAITING = 2;
    private static final int QUEUE_DROPPED = 5;
    private static final int USER_DROPPED = 6;
    private static final int LAST_ID = 7;

    /** The row of a queue; empty if nobody has the queue. */
    static Optional<QueueRow> find(String text, int queue) {
        for (String line : ProcText.lines(text)) {
            List<String> words = ProcText.words(line);
            if (words.size() > LAST_ID && words.get(QUEUE).equals(Integer.toString(queue))) {
                return Optional.of(new QueueRow(Long.parseLong(words.get(WAITING)),
                        Long.parseLong(words.get(QUEUE_DROPPED)), Long.parseLong(words.get(USER_DROPPED)),
                        Long.parseLong(words.get(LAST_ID))));
            }
        }
        return Optional.empty();
    }
}
