package org.netserv.node.message;

/** What becomes of a packet whose module faults. */
public enum FailPolicy {
    /** It passes unprocessed. */
    OPEN,
    /** It is dropped. */
    CLOSED
}
