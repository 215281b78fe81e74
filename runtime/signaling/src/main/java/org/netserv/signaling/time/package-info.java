/**
 * Timers and rates that are told the time.
 *
 * <p><b>Threads.</b> One.
 */
package org.netserv.signaling.time;
