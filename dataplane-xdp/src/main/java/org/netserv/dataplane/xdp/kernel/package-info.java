/** The XDP program: loading, attaching, its maps and counters. */
package org.netserv.dataplane.xdp.kernel;
