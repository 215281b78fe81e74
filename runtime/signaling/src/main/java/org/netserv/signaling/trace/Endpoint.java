package org.netserv.signaling.trace;

import org.netserv.node.net.IpAddress;

/**
 * An address with a port.
 *
 * @param port {@link #NO_PORT} where there is none, as in ICMP
 */
public record Endpoint(IpAddress address, int port) {
    /** There is no port. */
    public static final int NO_PORT = -1;

    @Override
    public String toString() {
        if (port == NO_PORT) {
            return address.toString();
        }
        return (address.isIpv4() ? address.toString() : "[" + address + "]") + ":" + port;
    }
}
