package org.netserv.perf.result;

/**
 * What the rig can do without a router between sender and receiver.
 *
 * @param size name of the traffic
 * @param generator name of the generator
 * @param sent packets per second that the generator put on the wire as fast as it could
 * @param received packets per second that the receiver counted
 */
public record Calibration(String size, String generator, double sent, double received) {}
