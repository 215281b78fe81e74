/**
 * What an operator sees of packets: which of them, what is kept of each, and the text in which a node hands them out.
 *
 * <p>{@link org.netserv.node.trace.TraceRing} is written on packet threads, without lock or allocation; the rest runs
 * elsewhere. It knows packets and addresses, not the path.
 */
package org.netserv.node.trace;
