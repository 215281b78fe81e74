package org.netserv.signaling.transport;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.netserv.node.net.IpAddress;

/**
 * TLS under messaging associations: both sides show certificates that the context trusts, and {@link AuthorisedPeers} says
 * who of them is a peer. RFC 5971 §5.7.3.
 *
 * @param context certificate and key of this node, and whom it trusts
 */
public record TlsSetup(SSLContext context, AuthorisedPeers peers) {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final int HANDSHAKE_MILLIS = 5_000;

    /** The querier's end of a connection. */
    Socket client(Socket plain, IpAddress peer) throws IOException {
        return handshake(plain, peer, true);
    }

    /** The responder's end of a connection. */
    Socket server(Socket plain, IpAddress peer) throws IOException {
        return handshake(plain, peer, false);
    }

    private Socket handshake(Socket plain, IpAddress peer, boolean client) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, peer.toString(), plain.getPort(),
                true);
        socket.setEnabledProtocols(PROTOCOLS);
        socket.setUseClientMode(client);
        socket.setNeedClientAuth(!client);
        socket.setSoTimeout(HANDSHAKE_MILLIS);
        socket.startHandshake();
        socket.setSoTimeout(0);
        if (!peers.allow(certificate(socket), peer)) {
            socket.close();
            throw new IOException("not an authorised peer");
        }
        return socket;
    }

    private static X509Certificate certificate(SSLSocket socket) throws SSLPeerUnverifiedException {
        Certificate[] chain = socket.getSession().getPeerCertificates();
        if (chain.length > 0 && chain[0] instanceof X509Certificate first) {
            return first;
        }
        throw new SSLPeerUnverifiedException("no X.509 certificate");
    }
}
