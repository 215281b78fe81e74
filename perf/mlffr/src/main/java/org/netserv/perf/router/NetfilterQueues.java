package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The queues of one network namespace that lead to a container.
 *
 * @param net {@code /proc/PID/net} of a process that lives there
 * @param queues their numbers
 * @param options by which they were made
 */
record NetfilterQueues(Path net, List<Integer> queues, RouterOptions options) implements Junction {

    NetfilterQueues {
        queues = List.copyOf(queues);
    }

    @Override
    public Map<String, Long> losses() {
        Map<String, Long> losses = new TreeMap<>();
        for (QueueRow row : rows()) {
            losses.merge("nfnetlink_queue.queue_dropped", row.queueDropped(), Long::sum);
            losses.merge("nfnetlink_queue.user_dropped", row.userDropped(), Long::sum);
        }
        return losses;
    }

    @Override
    public long waiting() {
        return rows().stream().mapToLong(QueueRow::waiting).sum();
    }

    private List<QueueRow> rows() {
        String text = ProcText.readIfPresent(net.resolve("netfilter/nfnetlink_queue"));
        return queues.stream().flatMap(queue -> QueueRow.find(text, queue).stream()).toList();
    }

    /** The kernel's stack forwards what no rule of the node's matches: that is not the plane's doing. */
    @Override
    public long forwarded() {
        return 0;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("queue length", Integer.toString(options.queueLength()));
        settings.put("receive buffer", Integer.toString(options.receiveBuffer()));
        return settings;
    }

    @Override
    public void close() {}
}
