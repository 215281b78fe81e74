package org.netserv.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RigIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @BeforeEach
    void requireRoot() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
    }

    @Test
    void shouldRemoveANamespaceAtTheSecondTryIfTheFirstIsInterrupted() {
        Namespace host = Namespace.create("rigit", "host");
        Thread.currentThread().interrupt();
        assertThrows(RigException.class, host::close);
        assertTrue(Thread.interrupted());
        assertTrue(Namespace.list().contains(host.name()));
        host.close();
        assertFalse(Namespace.list().contains(host.name()));
    }

    @Test
    void shouldCarryIpv4AndIpv6FromUserToServerAndBack() {
        try (Rig rig = Rig.create("rigit")) {
            roundTrip(rig, Rig.USER_IPV4, Rig.SERVER_IPV4);
            roundTrip(rig, Rig.USER_IPV6, Rig.SERVER_IPV6);
        }
    }

    private static void roundTrip(Rig rig, String from, String to) {
        try (UdpSink echo = UdpSink.echo(rig.server(), to, 7000)) {
            Received replies = UdpSender.to(from, to, 7000).withLocalPort(6000).withCount(50, 500)
                    .withLinger(Duration.ofMillis(300)).send(rig.user());
            Received received = echo.awaitPackets(50, TIMEOUT);
            assertEquals(50, received.packets());
            assertEquals(50, received.distinct());
            assertEquals(50 * 64, received.bytes());
            assertEquals(50, replies.packets());
            assertEquals(1, replies.sources().size());
            assertTrue(replies.sources().keySet().iterator().next().endsWith(" 7000"), replies::toString);
        }
    }

    @Test
    void shouldKeepTheTextsThatCome() throws InterruptedException {
        try (Rig rig = Rig.create("rigit"); UdpInbox inbox = UdpInbox.start(rig.server(), Rig.SERVER_IPV6, 7000)) {
            UdpSender.to(Rig.USER_IPV6, Rig.SERVER_IPV6, 7000).withCount(2, 0)
                    .withPayload("{\"é\":1}\n".getBytes(StandardCharsets.UTF_8)).send(rig.user());
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (inbox.texts().size() < 2 && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
            assertEquals(List.of("{\"é\":1}\n", "{\"é\":1}\n"), inbox.texts());
        }
    }

    @Test
    void shouldSetSysctlsAndOffloads() {
        try (Rig rig = Rig.create("rigit")) {
            assertEquals("1", rig.router().exec("cat", "/proc/sys/net/ipv4/conf/user0/rp_filter").stdout().strip());
            assertEquals("1", rig.router().exec("cat", "/proc/sys/net/ipv4/ip_forward").stdout().strip());
            String features = rig.user().exec("ethtool", "-k", Rig.HOST_INTERFACE).orThrow().stdout();
            assertTrue(features.contains("tx-checksumming: off"), features);
            assertTrue(features.contains("tcp-segmentation-offload: off"), features);
        }
    }

    @Test
    void shouldDropSpoofedSourceOnlyWhenRpFilterIsStrict() {
        assertEquals(0, spoofed(1));
        assertEquals(5, spoofed(0));
    }

    /** Datagrams from an address that the router does not route back to the user. */
    private static long spoofed(int rpFilter) {
        try (Rig rig = Rig.create("rigit", rpFilter);
                UdpSink sink = UdpSink.start(rig.server(), Rig.SERVER_IPV4, 7000)) {
            rig.user().ip("address", "add", "10.0.2.77/32", "dev", "lo");
            UdpSender.to("10.0.2.77", Rig.SERVER_IPV4, 7000).withCount(5, 0).send(rig.user());
            // What left before this one, on the same path, has arrived before it.
            UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, 7000).send(rig.user());
            long expected = rpFilter == 1 ? 1 : 6;
            return sink.awaitPackets(expected, TIMEOUT).packets() - 1;
        }
    }

    @Test
    void shouldServeFilesAndCountRequests() throws IOException {
        Files.writeString(folder.resolve("m.jar"), "contents");
        try (Rig rig = Rig.create("rigit");
                HttpFiles files = HttpFiles.start(rig.server(), Rig.SERVER_IPV6, 8080, folder)) {
            assertEquals("http://[fd00:2::2]:8080/m.jar", files.uri("m.jar").toString());
            assertEquals(0, files.requests());
            assertTrue(fetch(rig, "m.jar").contains("HTTP/1.1 200"));
            assertTrue(fetch(rig, "../../etc/passwd").contains("HTTP/1.1 404"));
            assertEquals(2, files.requests());
        }
    }

    /** With what every Debian has: a shell opens the connection, the request is its argument. */
    private static String fetch(Rig rig, String file) {
        return rig.user().exec("bash", "-c",
                "exec 3<>/dev/tcp/$0/8080; printf 'GET /%s HTTP/1.0\\r\\n\\r\\n' \"$1\" >&3; cat <&3",
                Rig.SERVER_IPV6, file).orThrow().stdout();
    }

    @Test
    void shouldCaptureWhatPasses() throws IOException {
        Path pcap = folder.resolve("router.pcap");
        try (Rig rig = Rig.create("rigit");
                UdpSink sink = UdpSink.start(rig.server(), Rig.SERVER_IPV4, 7000);
                Capture capture = Capture.start(rig.router(), Rig.ROUTER_USER_INTERFACE, pcap, "udp", "port", "7000")) {
            UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, 7000).withCount(3, 0).send(rig.user());
            sink.awaitPackets(3, TIMEOUT);
            // 24 bytes of file header; for each packet 16 of record header and 14 + 20 + 8 + 64 of frame.
            assertEquals(24 + 3 * (16 + 106), Files.size(capture.stop()));
        }
    }

    @Test
    void shouldRemoveNamespacesAndProcessesOnClose() {
        Rig rig = Rig.create("rigit");
        Running sleeper = rig.server().start("sleep", "1000");
        String name = rig.server().name();
        assertTrue(Namespace.list().contains(name));
        rig.close();
        assertFalse(Namespace.list().contains(name));
        sleeper.awaitExit(TIMEOUT);
        rig.close();
    }

    @Test
    void shouldRemoveEverythingWhenTheJvmIsAskedToEnd() {
        try (Running other = otherJvm()) {
            String pid = Long.toString(other.pid());
            other.awaitLine("built", TIMEOUT);
            assertEquals(3, namespacesOf(pid).size());
            other.stop();
            assertEquals(List.of(), namespacesOf(pid));
        }
    }

    @Test
    void shouldRemoveWhatAKilledJvmLeftWhenTheNextRigIsBuilt() {
        try (Running other = otherJvm()) {
            String pid = Long.toString(other.pid());
            long sleeper = Long.parseLong(other.awaitLine("built (\\d+)", TIMEOUT).group(1));
            Rig.create("rigit").close();
            assertEquals(3, namespacesOf(pid).size(), "those of a living process stay");
            other.kill();
            assertEquals(3, namespacesOf(pid).size());
            Rig.create("rigit").close();
            assertEquals(List.of(), namespacesOf(pid));
            awaitEnd(sleeper);
        }
    }

    @Test
    void shouldSayWhatAFailedProgramSaid() {
        try (Rig rig = Rig.create("rigit")) {
            RigException e = assertThrows(RigException.class, () -> rig.user().ip("link", "set", "nosuch0", "up"));
            assertTrue(e.toString().contains("nosuch0"), e::toString);
            assertThrows(IllegalArgumentException.class, () -> Rig.create("not-a-name"));
        }
    }

    private static void awaitEnd(long pid) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (Processes.isAlive(pid)) {
            assertTrue(System.nanoTime() < deadline, "process " + pid + " lives on");
            Pause.millis(5);
        }
    }

    private static List<String> namespacesOf(String pid) {
        return Namespace.list().stream().filter(name -> name.contains("-" + pid + "-")).toList();
    }

    private static Running otherJvm() {
        Path target = Path.of("target").toAbsolutePath();
        return Running.start(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                target.resolve("classes") + ":" + target.resolve("test-classes"), RigThatStays.class.getName()),
                Map.of(), null);
    }
}
