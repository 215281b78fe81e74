package org.netserv.node.path;

import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/** Counters of one packet thread, added to once a batch. */
final class PathCounters {
    final Tally batches;
    final Tally received;
    final Tally malformed;
    final Tally fragments;
    final Tally unmatched;

    PathCounters(NodeCounters counters, int worker) {
        String prefix = "path.w" + worker + ".";
        batches = counters.allocate(prefix + "batches");
        received = counters.allocate(prefix + "received");
        malformed = counters.allocate(prefix + "malformed");
        fragments = counters.allocate(prefix + "fragments");
        unmatched = counters.allocate(prefix + "unmatched");
    }
}
