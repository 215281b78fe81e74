/**
 * SPI of the forwarding planes: what brings packets from a network to the packet path and carries out its verdicts.
 */
package org.netserv.node.plane;
