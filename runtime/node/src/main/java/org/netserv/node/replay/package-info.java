/**
 * The replay plane: packets from a pcap file through the packet path to a pcap file, without root; and capture files, for whoever
 * reads or writes them.
 *
 * <p><b>Thread.</b> One, that of the caller of {@link org.netserv.node.replay.ReplayPlane#run} or the plane's own.
 * Depends on the packet path and the plane SPI.
 */
package org.netserv.node.replay;
