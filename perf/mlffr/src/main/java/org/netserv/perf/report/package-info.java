/**
 * Runs as people read them: the ladder as text, and one HTML page that needs nothing but itself.
 *
 * <p>Depends on results alone, and measures nothing. <b>Thread.</b> Any.
 */
package org.netserv.perf.report;
