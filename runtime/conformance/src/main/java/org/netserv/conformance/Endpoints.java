package org.netserv.conformance;

import java.util.List;
import org.netserv.node.net.IpAddress;
import org.netserv.node.path.FilterTable.PrefixOwner;

/**
 * Addresses of one family that the cases use.
 *
 * @param user whence packets are sent
 * @param server where they go: the publisher's, as {@link #owners} says
 * @param foreign an address that is reached on the server's side too, but is in no publisher's prefix
 */
public record Endpoints(IpAddress user, IpAddress server, IpAddress foreign) {
    /** The publisher of all modules that the cases install. */
    public static final String PUBLISHER = "publisher";

    /** What the packet path under test is made with: the server's address, and nothing else, is the publisher's. */
    public List<PrefixOwner> owners() {
        return List.of(new PrefixOwner(server.toPrefix(), PUBLISHER));
    }

    /** IP version of the addresses: 4 or 6. */
    public int version() {
        return server.isIpv4() ? 4 : 6;
    }
}
