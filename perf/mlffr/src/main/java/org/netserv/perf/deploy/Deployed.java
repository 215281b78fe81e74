package org.netserv.perf.deploy;

/**
 * One deployment.
 *
 * @param packetNanos from the SETUP to the first packet that the module answers
 * @param answerNanos from the SETUP to the node's answer to it
 */
public record Deployed(long packetNanos, long answerNanos) {}
