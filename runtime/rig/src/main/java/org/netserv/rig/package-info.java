/**
 * Hosts in network namespaces, the programs that run on them, and small peers to talk to.
 *
 * <p>For the demo, the kernel tests and the measurements; never part of a running node. Needs root, {@code ip} and
 * {@code ethtool}.
 *
 * <p><b>Ownership.</b> All that is made here is closed by its owner, else when the JVM ends; what a killed JVM leaves
 * behind is removed by the next one that makes a namespace.
 *
 * <p><b>Threads.</b> Set-up and control only; any thread, one at a time per object unless a class says otherwise.
 */
package org.netserv.rig;
