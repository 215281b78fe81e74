package org.netserv.node.controller;

import java.time.Duration;

/**
 * What the operator asks of signed messages.
 *
 * @param freshnessRequired whether {@code expires} and {@code nonce} must be there
 * @param maxSetup how far ahead a SETUP may expire, and the longest time to live
 * @param skew how far clocks may differ
 */
public record Policy(boolean freshnessRequired, Duration maxSetup, Duration skew) {
    /** How far ahead any other message may expire. */
    static final Duration MAX_OTHER = Duration.ofMinutes(10);

    /** What holds unless the operator says otherwise. */
    public static final Policy DEFAULT = new Policy(true, Duration.ofHours(24), Duration.ofSeconds(30));
}
