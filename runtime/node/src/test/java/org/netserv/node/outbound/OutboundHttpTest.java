package org.netserv.node.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.node.controller.TestHttpServer;
import org.netserv.node.net.Prefix;
import org.netserv.node.net.Reach;

class OutboundHttpTest {
    private static final Reach LOOPBACK = new Reach(List.of(Prefix.parse("127.0.0.0/8"), Prefix.parse("::1")),
            List.of());

    private final OutboundHttp http = new OutboundHttp(LOOPBACK);
    private TestHttpServer server;

    @BeforeEach
    void open() throws IOException {
        server = new TestHttpServer();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldPostAndReadTheAnswer() throws Exception {
        URI url = server.inTurn("/rpc?a=%20b", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-One:  two \r\n\r\nok+");
        try (HttpReply reply = http.post(url, "text/xml", "hello".getBytes(StandardCharsets.UTF_8))) {
            assertEquals(200, reply.status());
            assertEquals("two", reply.header("x-one"));
            assertEquals("ok", text(reply));
        }
        TestHttpServer.Posted posted = server.takePosted();
        assertEquals("hello", posted.body());
        assertEquals(List.of("POST /rpc?a=%20b HTTP/1.1", "Host: " + url.getAuthority(), "User-Agent: NetServ/0.1",
                "Content-Type: text/xml", "Content-Length: 5", "Connection: close"), posted.head());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"HTTP/1.0 200 OK\\n\\nto the end | to the end",
        "HTTP/1.1 200\\r\\nContent-Length: 0\\r\\n\\r\\nnot this | ''",
        "HTTP/1.1 204 None\\r\\nContent-Length: 5\\r\\n\\r\\nhello | ''",
        "HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n\\r\\nafter | after",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: Chunked\\r\\n\\r\\n3\\r\\nabc\\r\\nA;x=y\\r\\n0123456789\\r\\n0\\r\\n\\r\\n"
                + " | abc0123456789"})
    void shouldReadWhatServersSend(String answer, String body) throws IOException {
        try (HttpReply reply = http.get(server.inTurn("/", unescaped(answer)))) {
            assertEquals(body, text(reply));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | ends before its head does",
        "HTTP/1.1 200 OK\\r\\n | ends before its head",
        "SSH-2.0-OpenSSH_9.2\\r\\n\\r\\n | is not HTTP/1", "HTTP/2 200 OK\\r\\n\\r\\n | is not HTTP/1",
        "HTTP/1.1 999 OK\\r\\n\\r\\n | is not HTTP/1",
        "HTTP/1.1 200 OK\\r\\nnothing\\r\\n\\r\\n | header without a name",
        "HTTP/1.1 200 OK\\r\\nContent-Length: x\\r\\n\\r\\n | is no number",
        "HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n\\r\\n | is no number",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\ncontent-length: 2\\r\\n\\r\\n | two headers content-length",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nhell | ends 1 bytes before its content-length",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\n | transfer-encoding that is not known",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nxyz\\r\\n | chunk without a length",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n-1\\r\\n | chunk without a length",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nabc\\r\\n | longer than it says",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nabc | before its content-length"})
    void shouldSayWhatIsWrongWithAnAnswer(String answer, String sentence) {
        URI url = server.inTurn("/", unescaped(answer));
        assertThrowsSaying(IOException.class, sentence, () -> read(url));
    }

    @Test
    void shouldNotReadAHeadWithoutEnd() {
        String header = "X: " + "x".repeat(1000) + "\r\n";
        assertThrowsSaying(IOException.class, "head is too long",
                () -> read(server.inTurn("/1", "HTTP/1.1 200 OK\r\n" + header.repeat(17))));
        assertThrowsSaying(IOException.class, "head is too long",
                () -> read(server.inTurn("/2", "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000))));
    }

    @Test
    void shouldFollowNoRedirect() throws IOException {
        try (HttpReply reply = http.get(server.redirect("/", "/other"))) {
            assertEquals(302, reply.status());
            assertEquals("/other", reply.header("location"));
        }
        assertEquals(1, server.requests());
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1/,127.0.0.1 is loopback", "http://[::1]/,::1 is loopback",
        "http://[::ffff:127.0.0.1]/,127.0.0.1 is loopback", "http://0.0.0.0/,0.0.0.0 is this host",
        "http://localhost/,is loopback", "http://169.254.169.254/latest/meta-data,169.254.169.254 is link-local",
        "http://[fe80::1]/,fe80::1 is link-local", "http://127.0.0.1:0/,port 0: expected 1",
        "http://127.0.0.1:65536/,port 65536: expected 1", "ftp://127.0.0.1/,expected http or https", "http:/x,no host"})
    void shouldNotConnectWhereItMustNot(String url, String sentence) {
        OutboundHttp careful = new OutboundHttp(Reach.DEFAULT);
        assertThrowsSaying(RefusedUrlException.class, sentence, () -> careful.get(new URI(url)));
    }

    @Test
    void shouldConnectToTheAddressThatItHasChecked() throws IOException {
        // A name whose server says another address each time it is asked: the second one would be refused.
        AtomicInteger lookUps = new AtomicInteger();
        Destinations.Names rebinding = host -> new InetAddress[]{
            InetAddress.ofLiteral(lookUps.getAndIncrement() == 0 ? "127.0.0.1" : "10.0.0.1")};
        OutboundHttp client = client(rebinding);
        int port = server.serve("/", "here".getBytes(StandardCharsets.UTF_8)).getPort();
        try (HttpReply reply = client.get(URI.create("http://rebinding.example:" + port + "/"))) {
            assertEquals("here", text(reply));
        }
        assertEquals(1, lookUps.get());
    }

    @Test
    void shouldPassOverAddressesThatAreNotAllowedOrNotThere() throws IOException {
        OutboundHttp client = client(host -> new InetAddress[]{InetAddress.ofLiteral("169.254.1.1"),
            InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1")});
        int port = server.serve("/", "here".getBytes(StandardCharsets.UTF_8)).getPort();
        try (HttpReply reply = client.get(URI.create("http://many.example:" + port + "/"))) {
            assertEquals("here", text(reply));
        }
    }

    @Test
    void shouldTellWhoIsNotThere() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        assertThrows(ConnectException.class, () -> read(URI.create("http://127.0.0.1:" + port + "/")));
        OutboundHttp client = client(host -> {
            throw new UnknownHostException(host);
        });
        assertThrows(UnknownHostException.class, () -> client.get(URI.create("http://nowhere.example/")));
    }

    private static OutboundHttp client(Destinations.Names names) {
        return new OutboundHttp(new Destinations(LOOPBACK, names), SSLSocketFactory::getDefault);
    }

    private void read(URI url) throws IOException {
        try (HttpReply reply = http.get(url)) {
            reply.body().readAllBytes();
        }
    }

    private static String text(HttpReply reply) throws IOException {
        return new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }

    private static <E extends Exception> void assertThrowsSaying(Class<E> type, String sentence,
            org.junit.jupiter.api.function.Executable action) {
        String message = String.valueOf(assertThrows(type, action).getMessage());
        assertTrue(message.contains(sentence), message);
    }
}
