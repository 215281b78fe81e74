package org.netserv.api;

import java.net.InetSocketAddress;

/**
 * Sends UDP datagrams from the node's own address, to destinations that the operator permits the publisher.
 *
 * <p><b>Thread.</b> Any but a packet thread: there {@link #send} throws {@link IllegalStateException}.
 */
public interface DatagramSender {

    /** Whether datagrams may go there. */
    boolean permits(InetSocketAddress destination);

    /**
     * Sends one datagram without waiting.
     *
     * @return false if it could not be sent now; counted
     * @throws SecurityException if the destination is not permitted: the message names it and what is
     */
    boolean send(InetSocketAddress destination, byte[] data, int offset, int length);
}
