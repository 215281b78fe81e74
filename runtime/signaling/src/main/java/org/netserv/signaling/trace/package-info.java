/**
 * Signaling that others exchange, out of packets: decoded message by message, for people and as JSON. It has neither sockets nor
 * files; whoever has packets hands them to a {@link org.netserv.signaling.trace.TraceDecoder}.
 *
 * <p>Packets are whatever a network brings: nothing in them ends a trace, and what is kept of connections is bounded.
 *
 * <p><b>Threads.</b> One, which the owner chooses.
 */
package org.netserv.signaling.trace;
