package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.netserv.cli.EachPlane;
import org.netserv.cli.service.NotifyReceiver;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.Waiting;

/** A packet thread that hangs while all else of the node goes on: the service manager is not told any more that the node is well. */
class HungThreadIT {
    /** Of which the node says a word in a third of the time. */
    private static final Duration WATCHDOG = Duration.ofMillis(600);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    /** Stops one thread of another process, as a debugger does, until it is killed itself. */
    private static final String STOP = """
            import ctypes, os, signal, sys
            SEIZE, INTERRUPT, ALL_THREADS = 0x4206, 0x4207, 0x40000000
            ptrace = ctypes.CDLL(None).ptrace
            thread = int(sys.argv[1])
            assert ptrace(SEIZE, thread, 0, 0) == 0 and ptrace(INTERRUPT, thread, 0, 0) == 0
            os.waitpid(thread, ALL_THREADS)
            print("stopped", flush=True)
            signal.pause()
            """;

    @ParameterizedTest
    @EachPlane
    void shouldKeepTheNodeFromSayingThatItIsWell(String plane) throws IOException {
        try (FaultFixture node = FaultFixture.create(plane)) {
            String name = node.site.configuration().resolveSibling("notify").toString();
            try (NotifyReceiver manager = new NotifyReceiver(name)) {
                node.site.startNode((argv, environment, log) -> {
                    Map<String, String> all = new HashMap<>(environment);
                    all.putAll(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC",
                            Long.toString(WATCHDOG.toNanos() / 1000)));
                    return node.site.router().start(argv, all, log);
                });
                node.expect(200, node.setup(DemoModule.NET_MONITOR));
                manager.upTo("WATCHDOG=1");
                try (Running sender = UdpSender
                        .to(Rig.USER_IPV4, Rig.SERVER_IPV4, DemoModule.MONITORED_PORT)
                        .withCount(1_000_000, 500).start(node.site.user())) {
                    List<Running> stopped = packetThreads(node, plane).stream().map(HungThreadIT::stop).toList();
                    try {
                        assertTrue(Waiting.until(() -> isSilent(manager), FaultFixture.TIMEOUT),
                                () -> "it says that it is well\n" + node.site.nodeLog());
                        assertTrue(String.valueOf(node.status().get("plane-troubles")).contains("netserv-"),
                                () -> node.status().toString());
                    } finally {
                        stopped.forEach(Running::close);
                    }
                    assertTrue(sender.isAlive(), "packets came all the time");
                    assertEquals(List.of("WATCHDOG=1", "STATUS=node router, plane " + plane + ", 1 module"),
                            manager.next());
                }
                assertEquals(0, node.site.node().stop());
            }
        }
    }

    /** Whether nothing comes for as long as three words ought to. */
    private static boolean isSilent(NotifyReceiver manager) {
        while (!manager.isEmpty()) {
            manager.next();
        }
        return !Waiting.until(() -> !manager.isEmpty(), SILENCE);
    }

    private static List<String> packetThreads(FaultFixture node, String plane) throws IOException {
        String prefix = plane.equals("xdp") ? "netserv-xdp-" : "netserv-nfq-";
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(node.site.node().pid()), "task"))) {
            return threads.filter(thread -> nameOf(thread).matches(prefix + "q?[0-9]+"))
                    .map(thread -> thread.getFileName().toString()).toList();
        }
    }

    private static String nameOf(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }

    private static Running stop(String thread) {
        Running stopper = Running.start(List.of("python3", "-c", STOP, thread), Map.of(), null);
        stopper.awaitLine("stopped", FaultFixture.TIMEOUT);
        return stopper;
    }
}
