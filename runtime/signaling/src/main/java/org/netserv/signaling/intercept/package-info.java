/**
 * Takes Queries of others off their way through the node. Packet threads copy them into rings, the engine's thread hands them to
 * the engine. Depends on the packet path and the engine.
 */
@org.jspecify.annotations.NullMarked
package org.netserv.signaling.intercept;
