package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.json.Json;
import org.netserv.node.packet.TestPackets;
import org.netserv.node.telemetry.Telemetry;
import org.netserv.testing.BundleBuilder;

/** What a node with real modules tells over HTTP. */
class TelemetryTest {
    private static final Path DASHBOARD = Path.of(System.getProperty("netserv.root", "../.."),
            "docs/grafana/netserv.json");
    private static final Pattern METRIC = Pattern.compile("\\b(netserv|jvm|process)_[a-z0-9_]+");
    private static final int LIMIT = 64;

    @TempDir
    private static Path bundles;
    private static Path good;
    private static Path faulting;

    @TempDir
    private Path directory;
    private ControllerFixture node;
    private ControlServer control;
    private Telemetry telemetry;

    @BeforeAll
    static void buildBundles() {
        good = processor("1.0.0", "return Verdict.CONSUME;");
        faulting = processor("4.0.0", "throw new IllegalStateException();");
    }

    private static Path processor(String version, String body) {
        return BundleBuilder.module("a.b", version,
                "public void start(ModuleContext context) { context.register(packet -> {" + body + "}); }")
                .build(bundles.resolve(version + ".jar"));
    }

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
        control = new ControlServer(node.host.controller(), node.counters, Duration.ofSeconds(1));
        telemetry = Telemetry.open(0, node.counters);
    }

    @AfterEach
    void close() throws IOException {
        telemetry.close();
        control.close();
        node.close();
    }

    private void run() {
        telemetry.runs(node.plane, node.host, control);
    }

    private record Reply(int code, HttpURLConnection connection, String body) {
        String header(String name) {
            return String.valueOf(connection.getHeaderField(name));
        }
    }

    private Reply request(String method, String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + telemetry.port() + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod(method);
        int code = connection.getResponseCode();
        try (InputStream body = code < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Reply(code, connection, new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private String get(int code, String path) throws IOException {
        Reply reply = request("GET", path);
        assertEquals(code, reply.code(), reply::body);
        return reply.body();
    }

    private void setup(String version, Path jar) throws IOException {
        assertEquals(200, node.send(node.setup("a.b_" + version, node.serve(jar),
                message -> message.header("filter-proto", "udp").header("filter-ipv4", "10.0.2.0/24"))).code().code());
    }

    private void send(int packets) {
        for (int i = 0; i < packets; i++) {
            node.path.worker(0).process(TestPackets.batch(2048,
                    TestPackets.ipv4(0x0b000001, 0x0a000201, 17, TestPackets.udp(1, 5060, (byte) 1))));
        }
    }

    @Test
    void shouldSayWhereTheNodeIsInItsLife() throws Exception {
        assertEquals("ok\n", get(200, "/healthz"));
        assertEquals("the node is starting\n", get(503, "/readyz"));
        assertEquals("the node is starting\n", get(503, "/readyz/janedoe"));
        assertTrue(get(200, "/metrics").contains("\nprocess_start_time_seconds "));
        run();
        assertEquals("ok\n", get(200, "/readyz"));
        assertEquals("ok\n", get(200, "/readyz/janedoe"));
        telemetry.stops();
        assertEquals("ok\n", get(200, "/healthz"));
        assertEquals("the node is about to stop\n", get(503, "/readyz"));
        assertEquals("the node is about to stop\n", get(503, "/readyz/janedoe"));
    }

    @Test
    void shouldSayWhichPublishersModuleDoesNotRun() throws Exception {
        run();
        setup("4.0.0", faulting);
        send(10);
        assertEquals("ok\n", get(200, "/readyz/janedoe"));
        node.supervise();
        assertEquals("a.b_4.0.0 is detached (faults) and starts again at " + node.now().plusSeconds(1) + "\n",
                get(503, "/readyz/janedoe"));
        assertEquals("ok\n", get(200, "/readyz/john"));
        assertEquals("ok\n", get(200, "/readyz"));
        assertTrue(get(200, "/metrics").contains("netserv_module_up{user=\"janedoe\",module=\"a.b_4.0.0\"} 0\n"));
        assertEquals("the node has no such user\n", get(404, "/readyz/jane"));
    }

    @Test
    void shouldSayWhatThePlaneAndTheControlServerLack() throws Exception {
        run();
        node.plane.trouble = "its thread has ended";
        assertEquals("plane recording: its thread has ended\n", get(503, "/readyz"));
        assertEquals("ok\n", get(200, "/healthz"));
        node.plane.trouble = null;
        assertEquals("ok\n", get(200, "/readyz"));
        control.close();
        assertEquals("the control server is closed\n", get(503, "/healthz"));
        assertEquals("the control server is closed\n", get(503, "/readyz"));
    }

    @Test
    void shouldSayThatHousekeepingStandsStill() throws Exception {
        run();
        node.clock.advance(Duration.ofSeconds(10));
        assertEquals("ok\n", get(200, "/healthz"));
        node.clock.advance(Duration.ofSeconds(1));
        assertEquals("housekeeping has made no round for 11 s\n", get(503, "/healthz"));
        node.host.begin();
        while (node.host.sinceHousekeeping().toSeconds() > 10) {
            Thread.onSpinWait();
        }
        assertEquals("ok\n", get(200, "/healthz"));
    }

    @Test
    void shouldAnswerGetAndHeadAlone() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            Reply reply = request(method, "/metrics");
            assertEquals(405, reply.code());
            assertEquals("GET, HEAD", reply.header("Allow"));
        }
        Reply head = request("HEAD", "/healthz");
        assertEquals(200, head.code());
        assertEquals("", head.body());
        assertEquals("3", head.header("Content-Length"));
        assertEquals("text/plain; version=0.0.4; charset=utf-8", request("GET", "/metrics").header("Content-Type"));
        get(404, "/");
        get(404, "/metrics/");
        get(404, "/readyzz");
    }

    @Test
    void shouldListenOnLoopbackAlone() throws Exception {
        List<InetAddress> others = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .collect(Collectors.toCollection(ArrayList::new));
        // A host has it even if it has no other: all of 127.0.0.0/8 is its own.
        others.add(InetAddress.getByName("127.0.0.2"));
        for (InetAddress other : others) {
            assertThrows(ConnectException.class, () -> new Socket(other, telemetry.port()).close(), other::toString);
        }
        IOException taken = assertThrows(IOException.class, () -> Telemetry.open(telemetry.port(), node.counters));
        assertTrue(taken.getCause() instanceof BindException && String.valueOf(taken.getMessage())
                .startsWith("cannot listen on metrics port " + telemetry.port() + ": "), taken::getMessage);
    }

    @Test
    void shouldBoundConnectionsAndGoOnOnceTheyAreFewer() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < LIMIT; i++) {
                idle.add(connect());
            }
            // The last that fits has an answer, the next one does not.
            assertTrue(healthz(idle.getLast()).startsWith("HTTP/1.1 200 "));
            try (Socket beyond = connect()) {
                assertEquals("", healthz(beyond));
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
        String answer = "";
        while (answer.isEmpty()) { // the server sees that they are closed one by one
            try (Socket next = connect()) {
                answer = healthz(next);
            }
        }
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), telemetry.port()));
        return socket;
    }

    /** The answer's first line; empty if the connection was closed. */
    private static String healthz(Socket socket) {
        try {
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] line = socket.getInputStream().readNBytes(16);
            return new String(line, StandardCharsets.US_ASCII);
        } catch (IOException closed) {
            return "";
        }
    }

    @Test
    void shouldCountAnswersByCode() throws Exception {
        run();
        node.send(node.request(org.netserv.node.message.Method.PROBE, "no.such"));
        assertTrue(get(200, "/metrics").contains("netserv_control_answers_total{code=\"404\"} 1\n"));
    }

    /** The plane's own are those of NFQUEUE: a test as root looks at them. */
    @Test
    void shouldHaveAllThatTheDashboardAsksFor() throws Exception {
        run();
        setup("1.0.0", good);
        send(3);
        String metrics = get(200, "/metrics");
        assertTrue(metrics.contains("netserv_module_packets_total{user=\"janedoe\",module=\"a.b_1.0.0\"} 3\n"),
                metrics);
        assertTrue(metrics.contains(
                "netserv_module_verdicts_total{user=\"janedoe\",module=\"a.b_1.0.0\",verdict=\"consume\"} 3\n"),
                metrics);
        Set<String> there = metrics.lines().filter(line -> !line.startsWith("#")).map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> asked = new TreeSet<>();
        for (Object panel : (List<?>) Json.parse(Files.readString(DASHBOARD)).getOrDefault("panels", List.of())) {
            Matcher metric = METRIC.matcher(Json.compact(panel));
            while (metric.find()) {
                asked.add(metric.group());
            }
        }
        assertTrue(asked.size() > 30, asked::toString);
        asked.removeIf(name -> name.startsWith("netserv_plane_"));
        asked.removeAll(there);
        assertEquals(Set.of(), asked);
        assertFalse(there.contains("netserv_other_total"), metrics);
    }
}
