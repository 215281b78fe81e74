/**
 * The router in its six configurations: opened on a namespace, layer upon layer, asked what it lost and what it spent, and
 * taken down. Threads of the harness call it; it may depend on the rig and on the node's messages, not on search or report.
 */
package org.netserv.perf.router;
