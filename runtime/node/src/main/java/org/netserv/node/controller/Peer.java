package org.netserv.node.controller;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Who is at the other end of a control connection, by the kernel's word (SO_PEERCRED). */
final class Peer {
    private Peer() {}

    /** Whether it is root, or the user that the node runs as, on a Unix socket. */
    static boolean isOperator(SocketChannel connection) throws IOException {
        if (!(connection.getLocalAddress() instanceof UnixDomainSocketAddress)) {
            return false;
        }
        UnixDomainPrincipal peer = connection.getOption(ExtendedSocketOptions.SO_PEERCRED);
        String name = peer.user().getName();
        return name.equals("root") || name.equals(System.getProperty("user.name"));
    }
}
