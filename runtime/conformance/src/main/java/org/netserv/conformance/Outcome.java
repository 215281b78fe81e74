package org.netserv.conformance;

import java.util.List;

/**
 * What became of packets sent: whole IP packets in order of arrival, without link-layer header and padding.
 *
 * @param atServer what arrived on the server's side
 * @param atUser what came back to the user's side
 */
public record Outcome(List<byte[]> atServer, List<byte[]> atUser) {}
