package org.netserv.api;

/**
 * Sends packets that no received packet gave rise to; they leave by the router's routes.
 *
 * <p><b>Thread.</b> Any; on the packet path it costs a copy and allocates nothing.
 */
public interface PacketEmitter {

    /**
     * Takes a copy of a whole IP packet, to be sent soon. Checksums are filled in by the node; lengths must be right.
     *
     * @return false if it was not taken, because the node's buffer is full, or because it was refused: it does not
     *     parse as IPv4 or IPv6, or its source lies outside the publisher's authorised prefixes. Both are counted
     */
    boolean emit(byte[] packet, int offset, int length);
}
