package org.netserv.dataplane.xdp;

import java.util.ArrayList;
import java.util.List;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/** Counters of one worker; it adds to them once a batch, or when something rare happens. */
final class WorkerCounters implements AutoCloseable {
    /** Packets that came. */
    final Tally received;
    /** Packets that were put into a transmit ring, on their way. */
    final Tally forwarded;
    /** Packets that went back as a reply. */
    final Tally replied;
    /** Packets that modules dropped or consumed. */
    final Tally dropped;

    /** To the stack: the XDP program found no way, or it leads to no port of ours. */
    final Tally stackNoEgress;
    /** To the stack: a module has changed the destination. */
    final Tally stackRerouted;
    /** To the stack: time to live ends here. */
    final Tally stackTtl;
    /** To the stack: longer than the link takes. */
    final Tally stackTooLong;
    /** To the stack: headers that a router has to look at. */
    final Tally stackOptions;

    /** Lost: the transmit ring was full, and stayed so. */
    final Tally lostRingFull;
    /** Lost: a reply longer than the link takes. */
    final Tally lostTooLong;
    /** Lost: the stack refused it. */
    final Tally lostStack;
    /** Lost: frames that came without what the XDP program says of them. */
    final Tally lostNoMetadata;

    /** Calls that could not send, as the link was down or gone. */
    final Tally linkFailures;
    /** Calls that could not send all, as the link had no room; tried again. */
    final Tally linkBusy;
    /** Batches that went on as they came because the node failed on them. */
    final Tally batchFailures;

    private final NodeCounters counters;
    private final String prefix;
    private final List<Tally> all = new ArrayList<>();

    WorkerCounters(NodeCounters counters, String prefix) {
        this.counters = counters;
        this.prefix = prefix;
        received = tally("received");
        forwarded = tally("forwarded");
        replied = tally("replied");
        dropped = tally("dropped");
        stackNoEgress = tally("stack.no-egress");
        stackRerouted = tally("stack.rerouted");
        stackTtl = tally("stack.ttl");
        stackTooLong = tally("stack.too-long");
        stackOptions = tally("stack.options");
        lostRingFull = tally("lost.ring-full");
        lostTooLong = tally("lost.too-long");
        lostStack = tally("lost.stack-refused");
        lostNoMetadata = tally("lost.no-metadata");
        linkFailures = tally("link-failures");
        linkBusy = tally("link-busy");
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
