package org.netserv.node.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Reach;

/**
 * Names turned into addresses that the operator allows.
 *
 * <p><b>Thread.</b> Any; waits for the name service, which no interrupt ends.
 */
final class Destinations {
    /** More are not tried. */
    private static final int MAX_ADDRESSES = 3;

    private final Reach reach;
    private final Names names;

    Destinations(Reach reach, Names names) {
        this.reach = reach;
        this.names = names;
    }

    /** A name service. */
    interface Names {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /**
     * Addresses of a host to connect to, at least one. They are looked up once: what is connected to afterwards is what was
     * checked here.
     *
     * <p><b>Errors.</b> {@link RefusedUrlException} if it has none that is allowed.
     */
    List<InetAddress> of(String host) throws IOException {
        InetAddress[] found = names.lookUp(host);
        Set<IpAddress> own = own();
        List<InetAddress> permitted = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        for (InetAddress candidate : found) {
            IpAddress address = IpAddress.of(candidate);
            String objection = reach.objection(address, own);
            if (objection == null) {
                // Made of bytes and the name: nothing looks it up again.
                permitted.add(InetAddress.getByAddress(host, candidate.getAddress()));
            } else {
                objections.add(address + " is " + objection);
            }
        }
        if (permitted.isEmpty()) {
            throw new RefusedUrlException("this node does not connect to " + host + ": "
                    + String.join(", ", objections.stream().limit(MAX_ADDRESSES).toList()));
        }
        return permitted.stream().limit(MAX_ADDRESSES).toList();
    }

    /** Those beside loopback, asked for each time: interfaces come and go. */
    private static Set<IpAddress> own() throws SocketException {
        Set<IpAddress> own = new HashSet<>();
        NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .forEach(address -> own.add(IpAddress.of(address)));
        return own;
    }
}
