/**
 * Packets in batches: layout, parsing, the view that modules get, checksums.
 *
 * <p>Hot path: runs on packet threads and allocates nothing. Depends on the publisher API alone.
 */
package org.netserv.node.packet;
