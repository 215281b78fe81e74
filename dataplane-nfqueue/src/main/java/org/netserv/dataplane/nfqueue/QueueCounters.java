package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.List;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/** Counters of one queue; the poller adds to them once a batch, or when something rare happens. */
final class QueueCounters implements AutoCloseable {
    /** Packets that came. */
    final Tally received;
    /** Packets that went on as they were. */
    final Tally accepted;
    /** Packets that went on changed. */
    final Tally changed;
    /** Packets that modules dropped or consumed. */
    final Tally dropped;
    /** Packets that went back as a reply. */
    final Tally replied;
    /** Packets longer than a netlink message can carry: accepted as they were, unseen by modules. */
    final Tally truncated;
    /** Packets that came while the queue was set up: accepted. */
    final Tally withoutPayload;
    /** Messages of the kernel's that are not understood. */
    final Tally malformed;
    /** Verdicts that the kernel refused. */
    final Tally netlinkErrors;
    /** Calls that failed to send verdicts. */
    final Tally verdictFailures;
    /** Times that the receive buffer overran. */
    final Tally overruns;
    /** Other failures to receive. */
    final Tally receiveFailures;
    /** Batches that were accepted because the node failed on them. */
    final Tally batchFailures;

    private final NodeCounters counters;
    private final String prefix;
    private final List<Tally> all = new ArrayList<>();

    QueueCounters(NodeCounters counters, int worker) {
        this.counters = counters;
        this.prefix = "nfqueue.w" + worker + ".";
        received = tally("received");
        accepted = tally("accepted");
        changed = tally("changed");
        dropped = tally("dropped");
        replied = tally("replied");
        truncated = tally("truncated");
        withoutPayload = tally("without-payload");
        malformed = tally("malformed-message");
        netlinkErrors = tally("netlink-errors");
        verdictFailures = tally("verdict-failures");
        overruns = tally("overruns");
        receiveFailures = tally("receive-failures");
        batchFailures = tally("batch-failures");
    }

    private Tally tally(String name) {
        Tally tally = counters.allocate(prefix + name);
        all.add(tally);
        return tally;
    }

    @Override
    public void close() {
        all.forEach(Tally::close);
    }
}
