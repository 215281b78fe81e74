package org.netserv.node.sandbox;

import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.EmitQueue;

/**
 * What the node lends a container.
 *
 * @param nodeId the node's id
 * @param counters where modules' counters live
 * @param emitQueue where emitted packets go
 * @param workers number of packet threads
 */
public record ContainerServices(String nodeId, NodeCounters counters, EmitQueue emitQueue, int workers) {}
