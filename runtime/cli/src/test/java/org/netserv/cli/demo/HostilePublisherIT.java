package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.Answer;
import org.netserv.rig.Received;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;
import org.netserv.rig.Waiting;
import org.netserv.testing.BundleBuilder;
import org.netserv.testing.FaultRecord;

/** A publisher whose key is right, and whose JARs, servers and modules are made to do harm. */
class HostilePublisherIT {
    private static final int HANGING_PORT = 8090;
    private static final int AT_ONCE = 8;
    private static final int FETCH_SECONDS = 8;
    private static final int STAYS_PORT = 7100;
    private static final int STAYS_PER_SECOND = 500;
    private static final int STAYS_PACKETS = 15 * STAYS_PER_SECOND;
    private static final long LONGEST_REMOVE_MILLIS = 10_000;
    private static final long GIGABYTES = 2L << 30;
    /** More than a node's whole heap and what it has beside it would be a leak. */
    private static final long MOST_MEGABYTES = 1500;
    /** Takes connections; sends nothing, or a byte a second of a JAR without an end. */
    private static final String HANGING_SERVER = """
            import socket, threading, time
            server = socket.create_server(("%s", %d))
            print("ready", flush=True)
            def trickle(client):
                try:
                    if b"trickle" in client.recv(4096):
                        client.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 100000\\r\\n\\r\\n")
                        while True:
                            client.sendall(b"P")
                            time.sleep(1)
                    time.sleep(600)
                except OSError:
                    pass
            while True:
                client, _ = server.accept()
                print("accepted", flush=True)
                threading.Thread(target=trickle, args=(client,), daemon=True).start()
            """.formatted(Rig.SERVER_IPV4, HANGING_PORT);

    private FaultFixture node;
    private Publisher other;

    @BeforeEach
    void build() throws IOException {
        node = FaultFixture.create();
        other = Publisher.create("other", node.site.configuration().resolveSibling("other.pub"));
        node.configure("<metrics", "<fetch timeout-seconds=\"" + FETCH_SECONDS + "\"/><metrics");
        node.configure("</netserv>",
                "<user name=\"other\" public-key=\"other.pub\"><prefix>10.0.3.0/24</prefix></user></netserv>");
        node.site.startNode();
        node.expect(200, node.setup(DemoModule.NET_MONITOR));
    }

    @AfterEach
    void demolish() throws IOException {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void shouldRefuseBombs() throws IOException {
        List<String> said = new ArrayList<>();
        long longest = 0;
        long largest = 0;
        bomb("Example.Deep", Map.of(), out -> {
            out.putNextEntry(new ZipEntry("zeros"));
            byte[] zeros = new byte[1 << 20];
            for (long written = 0; written < GIGABYTES; written += zeros.length) {
                out.write(zeros);
            }
        });
        bomb("Example.Many", Map.of(), out -> {
            for (int i = 0; i < 400_000; i++) {
                out.putNextEntry(new ZipEntry("entry-" + i));
            }
        });
        Path deep = node.site.hostileFolder().resolve("Example.Deep.jar");
        bomb("Example.Nested", Map.of("Bundle-ClassPath", ".,inner.jar"), out -> {
            out.putNextEntry(new ZipEntry("inner.jar"));
            Files.copy(deep, out);
        });
        try (FaultTraffic traffic = FaultTraffic.start(node.site, 15)) {
            for (String name : List.of("Example.Deep", "Example.Many", "Example.Nested")) {
                DemoModule module = new DemoModule(name + "_1.0.0", name + ".jar", Map.of());
                long begin = System.nanoTime();
                Answer answer = node.setupHostile(module);
                long millis = (System.nanoTime() - begin) / 1_000_000;
                node.expect(422, answer);
                said.add(name + ": " + answer.detail());
                longest = Math.max(longest, millis);
                largest = Math.max(largest, Files.size(node.site.hostileFolder().resolve(module.jar())));
            }
            assertTrue(said.get(0).contains("its entry zeros unpacks to more than 33554432 bytes"), said.get(0));
            assertTrue(said.get(1).contains("it has 65535 entries or more: expected at most 10000"), said.get(1));
            assertTrue(said.get(2).contains("JARs within the JAR are not searched"), said.get(2));
            assertEquals(Map.of(DemoModule.NET_MONITOR.id(), "ACTIVE"), node.modules());
            long peak = node.peakMegabytes();
            assertTrue(peak < MOST_MEGABYTES, "MB at most: " + peak);
            FaultRecord.of("zip-bombs", getClass()).packets(traffic.assertNoneLost(), 0)
                    .figure("each refused, fetch included, within", longest, "ms")
                    .figure("the largest JAR", largest / 1_000_000, "MB").figure("the process at most", peak, "MB")
                    .write();
        }
    }

    private interface Contents {
        void write(JarOutputStream out) throws IOException;
    }

    private void bomb(String name, Map<String, String> more, Contents contents) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", name);
        headers.putValue("Bundle-Version", "1.0.0");
        headers.putValue("Import-Package", "org.netserv.api");
        headers.putValue("NetServ-Module", "example.Entry");
        more.forEach(headers::putValue);
        try (OutputStream file = new BufferedOutputStream(
                Files.newOutputStream(node.site.hostileFolder().resolve(name + ".jar")));
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.setLevel(Deflater.BEST_SPEED);
            out.putNextEntry(new ZipEntry("example/Entry.class"));
            contents.write(out);
        }
    }

    @Test
    void shouldServeOthersWhileItsServersHangAndTrickle() throws Exception {
        Path socket = node.site.configuration().resolveSibling("control.sock");
        try (FaultTraffic traffic = FaultTraffic.start(node.site, FETCH_SECONDS + 7);
                Running server = node.site.server().start("python3", "-c", HANGING_SERVER);
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            server.awaitLine("ready", FaultFixture.TIMEOUT);
            List<Future<Answer>> hanging = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                DemoModule module = new DemoModule("Example.Hanging" + i + "_1.0.0", i % 2 == 0 ? "hang" : "trickle",
                        Map.of());
                hanging.add(pool.submit(() -> {
                    try (Control control = Control.connect(socket)) {
                        return control.send(node.site.publisher().setup(module, url(module), FaultFixture.LIFE,
                                Map.of()));
                    }
                }));
            }
            assertTrue(Waiting.until(
                    () -> server.lines().stream().filter(line -> line.equals("accepted")).count() == AT_ONCE,
                    FaultFixture.TIMEOUT), () -> server.lines().toString());
            node.expect(429, "user publisher has 8 fetches under way: expected at most that many at once",
                    node.setup(DemoModule.KEEP_ALIVE));
            long begin = System.nanoTime();
            node.expect(200, node.send(other.setup(DemoModule.KEEP_ALIVE, node.site.url(DemoModule.KEEP_ALIVE),
                    FaultFixture.LIFE, Map.of())));
            long millis = (System.nanoTime() - begin) / 1_000_000;
            assertTrue(hanging.stream().noneMatch(Future::isDone), "they hung meanwhile");
            for (Future<Answer> answer : hanging) {
                node.expect(424, answer.get());
                assertTrue(answer.get().detail().endsWith(" was not fetched within " + FETCH_SECONDS + " s"),
                        answer.get().detail());
            }
            node.expect(200, node.setup(DemoModule.KEEP_ALIVE));
            FaultRecord.of("servers-hang", getClass()).packets(traffic.assertNoneLost(), 0)
                    .figure("fetches hung at once", AT_ONCE, "")
                    .figure("another publisher's SETUP meanwhile", millis, "ms").write();
        }
    }

    private static String url(DemoModule module) {
        return "http://" + Rig.SERVER_IPV4 + ":" + HANGING_PORT + "/" + module.jar();
    }

    @Test
    void shouldAnswerARemoveOfAModuleWhoseStopHangs() throws IOException {
        DemoModule module = new DemoModule("Example.Stays_1.0.0", "stays.jar",
                Map.of("filter-proto", "udp", "filter-port", Integer.toString(STAYS_PORT)));
        BundleBuilder.module("Example.Stays", "1.0.0", """
                public void start(ModuleContext context) { context.register(packet -> Verdict.ACCEPT); }
                public void stop() { long n = 0; while (n >= 0) { n = (n + 1) & 0xffff; } }
                """).build(node.site.hostileFolder().resolve(module.jar()));
        node.expect(200, node.setupHostile(module));
        UdpSender packets = UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, STAYS_PORT).withCount(STAYS_PACKETS,
                STAYS_PER_SECOND);
        try (FaultTraffic traffic = FaultTraffic.start(node.site, 15);
                UdpSink sink = UdpSink.start(node.site.server(), Rig.SERVER_IPV4, STAYS_PORT);
                Running sender = packets.start(node.site.user())) {
            assertTrue(Waiting.until(() -> sink.received().packets() > 0, FaultFixture.TIMEOUT), node.site::nodeLog);
            assertTrue(node.send(node.site.publisher().probe(module)).body().matches("(?s).* packets=[1-9].*"),
                    "they go through the module");
            Received before = sink.received();
            long begin = System.nanoTime();
            Answer answer = node.send(node.site.publisher().remove(module));
            long millis = (System.nanoTime() - begin) / 1_000_000;
            Received after = sink.received();
            node.expect(200, answer);
            assertTrue(sender.isAlive(), "packets came all the time");
            assertTrue(millis < LONGEST_REMOVE_MILLIS, "ms: " + millis);
            assertEquals(Map.of(DemoModule.NET_MONITOR.id(), "ACTIVE"), node.modules());
            node.expect(200, node.setup(DemoModule.KEEP_ALIVE));
            long others = traffic.assertNoneLost();
            packets.replies(sender, FaultFixture.TIMEOUT);
            assertTrue(Waiting.until(() -> sink.received().distinct() == STAYS_PACKETS, FaultFixture.TIMEOUT),
                    () -> sink.received() + "\n" + node.site.nodeLog());
            // Its thread is ended after 5 s; the answer waits for that, and packets do not.
            long meanwhile = after.packets() - before.packets();
            assertTrue(meanwhile > STAYS_PER_SECOND, () -> meanwhile + " packets in " + millis + " ms");
            FaultRecord.of("stop-hangs", getClass()).packets(others + STAYS_PACKETS, 0).figure("REMOVE", millis, "ms")
                    .figure("packets of its port meanwhile", meanwhile, "").write();
        }
        assertEquals(0, node.site.node().stop());
    }
}
