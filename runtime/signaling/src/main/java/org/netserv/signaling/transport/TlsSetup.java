package org.netserv.signaling.transport;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.netserv.node.net.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS under messaging associations: both sides show certificates that lead to an authority, and {@link AuthorisedPeers} says
 * who of them is a peer. Whoever is not hears so by a TLS alert. RFC 5971 §5.7.3.
 */
public final class TlsSetup {
    private static final Logger LOG = LoggerFactory.getLogger(TlsSetup.class);

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final int HANDSHAKE_MILLIS = 5_000;
    /** Of a store that never leaves this memory. */
    private static final char[] NO_PASSWORD = new char[0];

    private final SSLContext context;

    private TlsSetup(SSLContext context) {
        this.context = context;
    }

    /**
     * A node's.
     *
     * @param certificates its own, then those that lead to an authority
     * @param key of the first one
     * @param authorities whose certificates it believes
     * @throws GeneralSecurityException if the JDK cannot use them
     */
    public static TlsSetup of(List<X509Certificate> certificates, PrivateKey key, List<X509Certificate> authorities,
            AuthorisedPeers peers) throws GeneralSecurityException {
        KeyStore own = emptyStore();
        own.setKeyEntry("node", key, NO_PASSWORD, certificates.toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        KeyStore anchors = emptyStore();
        for (int i = 0; i < authorities.size(); i++) {
            anchors.setCertificateEntry("authority" + i, authorities.get(i));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[]{peerTrust(trust, peers)}, null);
        return new TlsSetup(context);
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) { // nothing is read
            throw new IllegalStateException(e);
        }
    }

    private static PeerTrust peerTrust(TrustManagerFactory factory, AuthorisedPeers peers) {
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509ExtendedTrustManager chains) {
                return new PeerTrust(chains, peers);
            }
        }
        throw new IllegalStateException("the JDK has no trust manager for X.509");
    }

    /**
     * The querier's end of a connection.
     *
     * @throws SSLHandshakeException if there is none, for whatever reason
     */
    Socket client(Socket plain, IpAddress peer) throws IOException {
        return handshake(plain, peer, true);
    }

    /** The responder's end of a connection, with the same error. */
    Socket server(Socket plain, IpAddress peer) throws IOException {
        return handshake(plain, peer, false);
    }

    private Socket handshake(Socket plain, IpAddress peer, boolean client) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, peer.toString(), plain.getPort(),
                true);
        socket.setEnabledProtocols(PROTOCOLS);
        socket.setUseClientMode(client);
        socket.setNeedClientAuth(!client);
        Thread deadline = Thread.ofVirtual().name("netserv-gist-deadline").start(() -> closeLater(plain));
        try {
            socket.startHandshake();
            return socket;
        } catch (SSLHandshakeException e) {
            throw e;
        } catch (IOException e) {
            // Whoever refuses closes at once, and that may overtake the alert that says why.
            throw (SSLHandshakeException) new SSLHandshakeException(e.getMessage()).initCause(e);
        } finally {
            deadline.interrupt();
        }
    }

    /** Of the handshake as a whole: a peer that sends a byte now and then never makes it wait too long for one. */
    private static void closeLater(Socket plain) {
        try {
            Thread.sleep(HANDSHAKE_MILLIS);
            plain.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("signaling: closing", e);
        }
    }
}
