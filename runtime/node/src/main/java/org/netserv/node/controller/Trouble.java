package org.netserv.node.controller;

/**
 * Why a module is detached.
 *
 * @param reason one word, for PROBE
 * @param text the end of a sentence, for the event
 */
record Trouble(String reason, String text) {
    static final String OVERSTAY = "overstay";
    static final String FAULTS = "faults";
    static final String ALLOCATION = "allocation";
    static final String RETAINED_HEAP = "retained-heap";
    /** It did not start with the node. */
    static final String START = "start";
}
