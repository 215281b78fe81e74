/**
 * Traffic: what it looks like, what sends it, and what counts it on the other side.
 *
 * <p><b>Threads.</b> A generator sends on a thread of its own and is called by one thread at a time; {@code stop} by any.
 */
package org.netserv.perf.traffic;
