/**
 * What forwarding planes have in common: threads that are watched, work in a network namespace, and raw sockets that packets
 * of the node's own leave by.
 *
 * <p>Each plane has its own of all of these; nothing here knows a plane. Depends on the node's SPI and on
 * {@code org.netserv.ffi}.
 */
package org.netserv.dataplane.common;
