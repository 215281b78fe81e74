package org.netserv.signaling.api;

import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.Octets;

/**
 * A GIST node next to this one. It serves an NSLP as the handle by which it addresses that very node, whatever the routing
 * state says meanwhile.
 *
 * @param identity stays the same until the node is started anew
 * @param address the interface that it is reached by
 */
public record Peer(Octets identity, IpAddress address) {}
