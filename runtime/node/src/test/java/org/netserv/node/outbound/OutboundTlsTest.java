package org.netserv.node.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.node.net.Prefix;
import org.netserv.node.net.Reach;

/** With a certificate for publisher.example alone. */
class OutboundTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path directory;
    private static SSLContext context;
    private static SSLServerSocket listener;

    @BeforeAll
    static void listen() throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keyalg", "EC", "-alias", "a", "-dname", "CN=publisher", "-ext",
                "san=dns:publisher.example", "-keystore", store.toString(), "-storepass", new String(PASSWORD))
                .redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        context = context(store);
        listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50,
                InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(OutboundTlsTest::serve);
    }

    @AfterAll
    static void close() throws IOException {
        listener.close();
    }

    @Test
    void shouldTalkToWhoHasTheCertificateOfTheName() throws IOException {
        try (HttpReply reply = client(context.getSocketFactory()).get(url("publisher.example"))) {
            assertEquals("secret", new String(reply.body().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldNotTalkToAnotherName() {
        OutboundHttp client = client(context.getSocketFactory());
        assertThrows(SSLHandshakeException.class, () -> client.get(url("other.example")));
        assertThrows(SSLHandshakeException.class, () -> client.get(url("127.0.0.1")));
    }

    @Test
    void shouldNotTrustACertificateThatTheJvmDoesNotTrust() {
        OutboundHttp client = client((SSLSocketFactory) SSLSocketFactory.getDefault());
        assertThrows(SSLHandshakeException.class, () -> client.get(url("publisher.example")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void shouldLeaveWhoDoesNotAnswerByAnInterrupt(String scheme) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI url = URI.create(scheme + "://publisher.example:" + silent.getLocalPort() + "/");
            FutureTask<IOException> waiting = new FutureTask<>(
                    () -> assertThrows(IOException.class, () -> client(context.getSocketFactory()).get(url)));
            Thread thread = Thread.ofVirtual().start(waiting);
            try (Socket connection = silent.accept()) {
                connection.getInputStream().read(); // the request, or the beginning of a handshake, is there
                thread.interrupt();
                waiting.get();
            }
        }
    }

    private static URI url(String host) {
        return URI.create("https://" + host + ":" + listener.getLocalPort() + "/");
    }

    private static OutboundHttp client(SSLSocketFactory tls) {
        Reach loopback = new Reach(List.of(Prefix.parse("127.0.0.0/8")), List.of());
        return new OutboundHttp(
                new Destinations(loopback, host -> new InetAddress[]{InetAddress.ofLiteral("127.0.0.1")}), () -> tls);
    }

    private static SSLContext context(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", store.getCertificate("a"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return made;
    }

    private static void serve() {
        while (!listener.isClosed()) {
            try (var connection = listener.accept()) {
                connection.getInputStream().read();
                connection.getOutputStream().write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret".getBytes(StandardCharsets.UTF_8));
                connection.getOutputStream().flush();
            } catch (IOException e) {
                // a client that did not like the certificate, or the end
            }
        }
    }
}
