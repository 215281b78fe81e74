package org.netserv.perf.result;

import java.util.Map;

/**
 * How long packets took from the sender's to the receiver's program, at one rate.
 *
 * @param ofNdr the rate as part of the NDR: 0.5 or 0.9
 * @param rate packets per second
 * @param samples packets that were timed
 * @param nanos percentile to nanoseconds: {@code "50"}, {@code "90"}, {@code "99"}, {@code "99.9"}, {@code "99.99"},
 *     {@code "100"}; one for which there are too few samples is missing
 * @param remark what a reader must know, of packets lost for instance; empty if nothing
 */
public record Latency(double ofNdr, double rate, long samples, Map<String, Long> nanos, String remark) {}
