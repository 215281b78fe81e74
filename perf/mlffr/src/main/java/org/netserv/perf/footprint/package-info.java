/** What a node needs: time to start, memory, CPU, and what is left of it after a day. Spoken to as a publisher does. */
package org.netserv.perf.footprint;
