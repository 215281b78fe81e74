package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.netserv.cli.EachPlane;
import org.netserv.rig.Exec;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/** Packets of a running node, seen by its operator. */
class TraceIT {
    private static final Path HOME = Path.of("target", "netserv").toAbsolutePath();
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int COUNT = 5;

    @ParameterizedTest
    @EachPlane
    void shouldShowWhichModuleDecidedAndWriteThatToAFile(String plane) throws IOException {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        try (DemoSite site = DemoSite.create(HOME, plane)) {
            startMonitored(site);
            Path file = site.state().resolveSibling("x.pcapng");
            List<String> shown = watch(site, "--module", "NetServ.apps.NetMonitor");
            assertEquals(COUNT + 1, shown.size(), shown.toString());
            assertTrue(shown.getFirst().matches("\\S+Z 10\\.0\\.1\\.2:\\d+ > 10\\.0\\.2\\.2:7000 udp 32 B: accept, by "
                    + "NetServ\\.apps\\.NetMonitor_1\\.0\\.0 of publisher, \\d+ ns a packet in a visit of \\d+"),
                    shown.toString());
            watch(site, "--filter", "proto=udp,src=" + Rig.USER_IPV4, "--write", file.toString());
            String read = Exec.run(List.of("tcpdump", "-nn", "-r", file.toString())).orThrow().stdout();
            assertEquals(COUNT,
                    read.lines().filter(line -> line.contains("IP 10.0.1.2.") && line.contains("> 10.0.2.2.7000:"))
                            .count(),
                    read);
            assertEquals(0, site.node().stop());
        }
    }

    @ParameterizedTest
    @EachPlane
    void shouldShowAndWriteEachPacketWhenItComesAndNotAtTheEnd(String plane) throws IOException {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        try (DemoSite site = DemoSite.create(HOME, plane)) {
            startMonitored(site);
            try (Running trace = site.router().start(trace(site, 100, "--filter", "dst=" + Rig.SERVER_IPV4), Map.of(),
                    null)) {
                assertTrue(Waiting.until(() -> {
                    send(site, "10.0.2.9");
                    send(site, Rig.SERVER_IPV4);
                    return trace.lines().size() > 2;
                }, TIMEOUT), () -> trace.lines() + "\n" + site.nodeLog());
                assertTrue(trace.isAlive(), "it goes on");
                assertTrue(trace.lines().stream().allMatch(line -> line.contains("> 10.0.2.2:7000 udp")),
                        () -> trace.lines().toString());
                assertEquals(0, site.node().stop());
                assertEquals(0, trace.awaitExit(TIMEOUT));
                assertTrue(trace.lines().getLast().endsWith("; ended by: the node ends"), trace.lines().getLast());
            }
            site.startNode();
            Path file = site.state().resolveSibling("live.pcapng");
            try (Running trace = site.router().start(trace(site, 100, "--write", file.toString()), Map.of(), null)) {
                assertTrue(Waiting.until(() -> {
                    send(site, Rig.SERVER_IPV4);
                    return comments(file) > 2;
                }, TIMEOUT), () -> trace.lines() + "\n" + site.nodeLog());
                assertTrue(trace.isAlive(), "it goes on");
            }
            assertEquals(0, site.node().stop());
        }
    }

    private static void startMonitored(DemoSite site) throws IOException {
        site.startNode();
        DemoModule module = DemoModule.NET_MONITOR;
        assertEquals(200, site.node().control()
                .send(site.publisher().setup(module, site.url(module), LIFE, Map.of())).code().code());
    }

    /** How many packets a file says of what a module has decided. */
    private static int comments(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readString(file, StandardCharsets.ISO_8859_1)
                            .split("accept, by NetServ.apps.NetMonitor_1.0.0", -1).length - 1
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(DemoSite site, String address) {
        site.user().exec("bash", "-c", "echo abc > /dev/udp/" + address + "/7000");
    }

    private static List<String> trace(DemoSite site, int count, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + HOME.resolve("jvm.args"),
                "--module-path", HOME.resolve("lib").toString(), "-m", "org.netserv.cli/org.netserv.cli.Main", "trace",
                "--count", Integer.toString(count), "--seconds", "60", "--socket",
                site.state().resolveSibling("control.sock").toString()));
        command.addAll(List.of(options));
        return command;
    }

    /** What the command prints, while the user sends datagrams. */
    private static List<String> watch(DemoSite site, String... options) {
        try (Running trace = site.router().start(trace(site, COUNT, options), Map.of(), null)) {
            assertTrue(Waiting.until(() -> {
                send(site, Rig.SERVER_IPV4);
                return !trace.isAlive();
            }, TIMEOUT), () -> trace.lines() + "\n" + site.nodeLog());
            assertEquals(0, trace.awaitExit(TIMEOUT), () -> trace.lines().toString());
            return List.copyOf(trace.lines());
        }
    }
}
