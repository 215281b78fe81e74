/**
 * Counters in a mapped file, so that tools read them without touching the node.
 *
 * <p>Each counter has one writer, which adds without a lock prefix.
 */
package org.netserv.node.counters;
