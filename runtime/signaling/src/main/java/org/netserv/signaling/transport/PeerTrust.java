package org.netserv.signaling.transport;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.netserv.node.net.IpAddress;

/**
 * Believes certificates that lead to an authority and belong to somebody who may be a peer, seen from the address that the
 * connection has. For sockets only.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager chains;
    private final AuthorisedPeers peers;

    PeerTrust(X509ExtendedTrustManager chains, AuthorisedPeers peers) {
        this.chains = chains;
        this.peers = peers;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType, socket);
        authorise(chain, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        chains.checkServerTrusted(chain, authType, socket);
        authorise(chain, socket);
    }

    private void authorise(X509Certificate[] chain, Socket socket) throws CertificateException {
        if (!peers.allow(chain[0], IpAddress.of(socket.getInetAddress()))) {
            throw new CertificateException("not an authorised peer");
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noAddress();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noAddress();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noAddress();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noAddress();
    }

    private static CertificateException noAddress() {
        return new CertificateException("a peer is authorised by its address, too, which is not known here");
    }
}
