/** What tests have measured of faults, as the table of docs/faults.md. Called by one thread; depends on the store alone. */
package org.netserv.perf.faults;
