/**
 * Counts the packets on a router by source, destination and TTL, and reports them to a visualizer.
 *
 * <p>Packet threads write {@link org.netserv.apps.netmonitor.FlowTable}s, one each; the module's own thread reads them
 * and sends the reports. Depends on the publisher API alone.
 */
@NullMarked
package org.netserv.apps.netmonitor;

import org.jspecify.annotations.NullMarked;
