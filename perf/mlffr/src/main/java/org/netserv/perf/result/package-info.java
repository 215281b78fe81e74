/** What a measurement leaves behind: plain values, as they are written to and read from {@code raw.json}. */
package org.netserv.perf.result;
