package org.netserv.signaling.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Count;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.machine.Backoff;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

@Timeout(60)
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
            throws GeneralSecurityException {
        List<X509Certificate> authorities = new ArrayList<>();
        for (KeyStore each : trusted) {
            authorities.add((X509Certificate) each.getCertificate("k"));
        }
        return TlsSetup.of(List.of((X509Certificate) own.getCertificate("k")),
                (PrivateKey) own.getKey("k", PASSWORD), authorities, new AuthorisedPeers(rules));
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
                this::assertRefused);
    }

    @Test
    void shouldRefuseATrustedCertificateOfSomebodyElse() throws Exception {
        exchange(tls(first, allow("r9.netserv.example"), last), tls(last, allow("*.netserv.example"), first),
                this::assertRefused);
    }

    @Test
    void shouldRefuseAQuerierThatIsNotAuthorised() throws Exception {
        List<AuthorisedPeers.Rule> rules = List.of(new AuthorisedPeers.Rule("r1.netserv.example", LOOPBACK, false),
                new AuthorisedPeers.Rule("*.netserv.example", LOOPBACK, true));
        exchange(tls(first, allow("*.netserv.example"), last), tls(last, rules, first), this::assertRefusedByPeer);
    }

    @Test
    void shouldRefuseAQuerierWithACertificateOfAnotherAuthority() throws Exception {
        exchange(tls(first, allow("*.netserv.example"), last), tls(last, allow("*.netserv.example"), stranger),
                this::assertRefusedByPeer);
    }

    /** With TLS 1.3 the querier hears of it when it has sent its message. */
    private void assertRefusedByPeer(GistNode querier, GistNode responder) throws Exception {
        Notification news = asking.nextNews();
        while (news.kind() != Notification.Kind.ROUTE_GONE) {
            news = asking.nextNews();
        }
        assertEquals(List.of(), answering.rest());
        awaitCount(responder);
    }

    private void assertRefused(GistNode querier, GistNode responder) throws Exception {
        assertEquals(Notification.Kind.ROUTE_GOOD, asking.nextNews().kind());
        assertEquals(Notification.Kind.ROUTE_GONE, asking.nextNews().kind());
        assertEquals(List.of(), answering.rest());
        awaitCount(querier);
        awaitCount(responder);
    }

    private static void awaitCount(GistNode node) throws Exception {
        for (int i = 0; i < 1_000 && node.counters().get(Count.DROPPED_NOT_AUTHORISED) == 0; i++) {
            Thread.sleep(10);
        }
        assertTrue(node.counters().get(Count.DROPPED_NOT_AUTHORISED) > 0, "not counted");
    }

    @Test
    void shouldTakeAnyNameByAStarAlone() throws Exception {
        exchange(tls(first, allow("*"), last), tls(last, allow("*"), first),
                (querier, responder) -> assertEquals("secret", answering.nextText()));
    }

    /** A record of TLS that is never whole, and never late with its next byte. */
    @Test
    void shouldNotWaitForAHandshakeThatComesByteByByte() throws Exception {
        TlsSetup setup = tls(first, allow("*"), last);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(LAST));
                Socket peer = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Thread slow = Thread.ofVirtual().start(() -> {
                byte[] record = {22, 3, 1, 2, 0};
                try {
                    for (int i = 0; i < 1_000; i++) {
                        peer.getOutputStream().write(i < record.length ? record[i] : 1);
                        Thread.sleep(100);
                    }
                } catch (IOException e) {
                    // It was closed.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThrows(IOException.class, () -> setup.server(accepted, IpAddress.parse(LAST)));
            slow.interrupt();
        }
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
