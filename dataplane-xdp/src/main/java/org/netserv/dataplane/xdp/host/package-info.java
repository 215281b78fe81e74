/**
 * What of this host stands in the plane's way: what it lacks, and what it does to packets that a ring would take past it. Runs
 * before a plane is opened and, for the rules, again in its rounds, on the thread that asks, in the network namespace of that
 * thread; changes nothing.
 */
package org.netserv.dataplane.xdp.host;
