package org.netserv.signaling.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.machine.Backoff;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

class TlsTest {
    private static final String FIRST = "127.67.0.1";
    private static final String LAST = "127.67.0.3";
    private static final Mri FLOW = Mri.of(IpAddress.parse(FIRST), IpAddress.parse(LAST));
    private static final SessionId SESSION = new SessionId(3, 4);
    private static final Prefix LOOPBACK = Prefix.parse("127.0.0.0/8");
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static KeyStore first;
    private static KeyStore last;
    private static KeyStore stranger;

    private final WaitingNslp asking = new WaitingNslp();
    private final WaitingNslp answering = new WaitingNslp();

    @BeforeAll
    static void makeKeys() throws Exception {
        first = store("r1.netserv.example");
        last = store("r2.netserv.example");
        stranger = store("r3.netserv.example");
    }

    private static KeyStore store(String name) throws Exception {
        Path file = folder.resolve(name);
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "k", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:" + name,
                "-keystore", file.toString(), "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static TlsSetup tls(KeyStore own, List<AuthorisedPeers.Rule> rules, KeyStore... trusted)
            throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        for (int i = 0; i < trusted.length; i++) {
            Certificate certificate = trusted[i].getCertificate("k");
            anchors.setCertificateEntry("t" + i, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return new TlsSetup(context, new AuthorisedPeers(rules));
    }

    private static List<AuthorisedPeers.Rule> allow(String name) {
        return List.of(new AuthorisedPeers.Rule(name, LOOPBACK, true));
    }

    /** Sends a secret from one node to another; whoever is asked then may look at what came. */
    private void exchange(TlsSetup querier, TlsSetup responder, Check check) throws Exception {
        int udp;
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(FIRST, 0))) {
            udp = socket.getLocalPort();
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LAST))) {
            port = socket.getLocalPort();
        }
        Settings settings = Settings.of(IpAddress.parse(FIRST)).withPorts(udp, 0, port).withTimes(new Backoff(100, 800),
                4_000, 1_000, 4_000);
        Settings others = Settings.of(IpAddress.parse(LAST)).withPorts(udp, 0, port).withTimes(new Backoff(100, 800),
                4_000, 1_000, 4_000);
        try (GistNode one = new GistNode(settings, Routes.TO_THE_END, querier).host(asking).start();
                GistNode two = new GistNode(others, Routes.TO_THE_END, responder).host(answering).start()) {
            one.send(Outgoing.of(WaitingNslp.ID, SESSION, FLOW, WaitingNslp.words("secret"), Transfer.SECURE));
            check.run(one, two);
        }
    }

    private interface Check {
        void run(GistNode querier, GistNode responder) throws Exception;
    }

    @Test
    void shouldCarrySecretsBetweenPeersThatAreAuthorised() throws Exception {
        exchange(tls(first, allow("r2.netserv.example"), last), tls(last, allow("*.netserv.example"), first),
                (querier, responder) -> {
                    assertEquals("secret", answering.nextText());
                    responder.send(Outgoing.of(WaitingNslp.ID, SESSION, FLOW.withDirection(true),
                            WaitingNslp.words("kept"), Transfer.RELIABLE));
                    assertEquals("kept", asking.nextText());
                });
    }

    @Test
    void shouldRefuseACertificateThatIsNotTrusted() throws Exception {
        exchange(tls(first, allow("*.netserv.example"), stranger), tls(last, allow("*.netserv.example"), first),
                (querier, responder) -> assertRefused());
    }

    @Test
    void shouldRefuseATrustedCertificateOfSomebodyElse() throws Exception {
        exchange(tls(first, allow("r9.netserv.example"), last), tls(last, allow("*.netserv.example"), first),
                (querier, responder) -> assertRefused());
    }

    @Test
    void shouldRefuseAQuerierThatIsNotAuthorised() throws Exception {
        List<AuthorisedPeers.Rule> rules = List.of(new AuthorisedPeers.Rule("r1.netserv.example", LOOPBACK, false),
                new AuthorisedPeers.Rule("*.netserv.example", LOOPBACK, true));
        exchange(tls(first, allow("*.netserv.example"), last), tls(last, rules, first), (querier, responder) -> {
            for (Notification news = asking.nextNews(); news.kind() == Notification.Kind.ROUTE_GOOD;) {
                news = asking.nextNews();
            }
            assertEquals(List.of(), answering.rest());
        });
    }

    private void assertRefused() throws InterruptedException {
        assertEquals(Notification.Kind.ROUTE_GOOD, asking.nextNews().kind());
        assertEquals(Notification.Kind.ROUTE_GONE, asking.nextNews().kind());
        assertEquals(List.of(), answering.rest());
    }

    @Test
    void shouldMatchNamesAsTheSpecificationSays() {
        assertTrue(AuthorisedPeers.matches("R1.NetServ.example", "r1.netserv.EXAMPLE"));
        assertTrue(AuthorisedPeers.matches("*.netserv.example", "r1.netserv.example"));
        assertFalse(AuthorisedPeers.matches("*.netserv.example", "a.b.netserv.example"));
        assertFalse(AuthorisedPeers.matches("*.netserv.example", "netserv.example"));
        assertFalse(AuthorisedPeers.matches("r1.netserv.example", "r1.netserv.example.org"));
    }
}
