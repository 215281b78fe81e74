package org.netserv.signaling.client;

import java.time.Duration;
import java.util.List;
import org.netserv.signaling.nslp.wire.StackEntry;

/**
 * What the nodes on a path said of a message. They are not authenticated: a node on the path may say what it likes, also of those
 * behind it.
 *
 * @param end how it came to its end
 * @param nodes in the order of the path, the nearest first
 * @param isTruncated whether some node found no room for its entry
 * @param detail one sentence on what is not as it should be; empty if all is
 * @param time from the first attempt to the answer
 */
public record PathResult(End end, List<StackEntry> nodes, boolean isTruncated, String detail, Duration time) {
    /** How a request came to its end. */
    public enum End {
        /** The whole path has answered. */
        COMPLETE,
        /** These nodes have, and behind the last of them there may be others. */
        PARTIAL,
        /** There is no NetServ node on the path. */
        NO_NODES,
        /** Nobody answered in time. */
        NO_ANSWER
    }

    public PathResult {
        nodes = List.copyOf(nodes);
    }
}
