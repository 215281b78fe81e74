/** What a publisher's traffic suffers from the worst that another publisher's module can do beside it. */
package org.netserv.perf.neighbour;
