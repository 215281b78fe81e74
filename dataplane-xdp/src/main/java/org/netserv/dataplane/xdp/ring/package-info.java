/** AF_XDP sockets: memory, rings and frames, operated from Java. */
package org.netserv.dataplane.xdp.ring;
