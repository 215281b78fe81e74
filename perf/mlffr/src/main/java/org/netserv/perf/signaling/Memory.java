package org.netserv.perf.signaling;

/**
 * What sessions that are alive at the same time take of a node's memory.
 *
 * @param sessions that the node had when it was looked at
 * @param heapBefore bytes of heap that a collection left, without sessions
 * @param heapAfter the same with all of them, while they are refreshed
 * @param rssBefore bytes of the process that are in memory, without sessions
 * @param rssAfter the same with all of them
 * @param gone sessions that have ended though they were refreshed
 * @param trial that made and refreshed them
 */
public record Memory(long sessions, long heapBefore, long heapAfter, long rssBefore, long rssAfter, long gone,
        Trial trial) {

    /** Bytes of heap for each session. */
    public double heapEach() {
        return (heapAfter - heapBefore) / (double) Math.max(1, sessions);
    }

    /** Bytes of the process for each session. */
    public double rssEach() {
        return (rssAfter - rssBefore) / (double) Math.max(1, sessions);
    }
}
