/** One trial: packets sent, packets received, and an account of all others. Runs on the measuring thread. */
package org.netserv.perf.trial;
