/**
 * What a GIST node can take: a generator and a node in processes of their own, and the account of each trial.
 *
 * <p><b>Threads.</b> The measuring one asks; in the other processes one thread answers, and one more is the node's.
 */
package org.netserv.perf.signaling;
