package org.netserv.perf.deploy;

/**
 * One upgrade of a module under packets.
 *
 * @param gapNanos the longest time without an answer, from the SETUP of the new version until it runs with those of all
 * @param usualNanos the same over as long a stretch before it, in which nothing happens
 * @param answerNanos from the SETUP to the node's answer to it
 */
public record Upgraded(long gapNanos, long usualNanos, long answerNanos) {}
