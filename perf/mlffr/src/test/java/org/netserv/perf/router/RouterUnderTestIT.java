package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.perf.result.Effort;
import org.netserv.perf.result.Heap;
import org.netserv.rig.Exec;
import org.netserv.rig.Privilege;
import org.netserv.rig.RigException;
import org.netserv.rig.Waiting;

/** Real traffic through real routers: every packet is counted where it should be, and nothing stays behind. */
class RouterUnderTestIT {

    private static final int PACKETS = 5_000;
    private static final Duration STALE = Duration.ofMillis(1_500);
    private static final String MODULE = "module.publisher.NetServ.apps.";

    private Site site;

    @TempDir
    Path keys;

    @TempDir
    Path empty;

    @BeforeEach
    void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        site = new Site();
    }

    @AfterEach
    void remove() {
        if (site != null) {
            site.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"nfqueue, 1", "nfqueue, 2", "nfqueue, 3", "nfqueue, 4", "nfqueue, 5", "nfqueue, 6", "xdp, 3", "xdp, 4",
        "xdp, 5", "xdp, 6", "nfqueue, 7", "xdp, 7", "xdp, 8", "xdp, 9"})
    void shouldPassEveryPacketThroughItsTopmostLayer(String plane, int configuration) {
        try (RouterUnderTest router = site.open(plane, configuration, Site.OPTIONS)) {
            long seen = router.seen();
            Site.Passed passed = site.exchange(router, PACKETS);
            assertEquals(PACKETS, passed.received() + passed.lostPackets(), passed::toString);
            assertEquals(passed.leftRouter(), router.seen() - seen, passed::toString);
            assertEquals(0, router.inFlight());
        }
    }

    @Test
    void shouldTrackConnectionsFromConfigurationTwoOn() {
        for (int configuration = 1; configuration <= 2; configuration++) {
            try (RouterUnderTest router = site.open(configuration, Site.OPTIONS)) {
                site.exchange(router, PACKETS);
                long tracked = Long.parseLong(site.rig().router()
                        .exec("cat", "/proc/sys/net/netfilter/nf_conntrack_count").orThrow().stdout().strip());
                assertEquals(configuration > 1, tracked > 0);
            }
        }
    }

    @Test
    void shouldCountPacketsInTheContainerWithoutJava() {
        try (RouterUnderTest router = site.open(3, Site.OPTIONS)) {
            long packets = site.exchange(router, PACKETS).leftRouter();
            Map<String, Long> counters = router.counters();
            assertEquals(packets, counters.get("nfqueue_container.received"));
            assertEquals(packets, counters.get("nfqueue_container.verdicts"));
            assertEquals(0, counters.get("nfqueue_container.malformed"));
            assertEquals(0, counters.get("nfqueue_container.failed-sends"));
        }
    }

    @Test
    void shouldHaveNetMonitorCountAndReport() {
        try (RouterUnderTest router = site.open(5, Site.OPTIONS)) {
            long packets = site.exchange(router, PACKETS).leftRouter();
            assertTrue(Waiting.until(
                    () -> counter(router, MODULE + "NetMonitor_1.0.0.custom.packets") == packets
                            && counter(router, LayeredRouter.REPORTS) > 0,
                    Duration.ofSeconds(10)), () -> router.counters().toString());
        }
    }

    /** What a publisher's thread starts for the node would share the publishers' part of the CPU. */
    @Test
    void shouldHaveNoneOfTheNodesThreadsInAPublishersControlGroup() throws IOException {
        RouterOptions options = Site.OPTIONS.withGuest(Guest.create("guest", keys, "10.0.4.0/24"));
        try (RouterUnderTest router = site.open(5, options)) {
            site.exchange(router, PACKETS);
            List<String> names = new ArrayList<>();
            try (DirectoryStream<Path> tasks = Files
                    .newDirectoryStream(Path.of("/proc/" + pid(router) + "/task"))) {
                for (Path task : tasks) {
                    if (Files.readString(task.resolve("cgroup"))
                            .matches("(?s).*/(netserv-" + pid(router) + "|publishers)/.*")) {
                        names.add(Files.readString(task.resolve("comm")).strip());
                    }
                }
            }
            assertEquals(Set.of("netserv-module-", "netserv-starter"), Set.copyOf(names));
        }
    }

    @Test
    void shouldHaveKeepAliveMatchAndForward() {
        try (RouterUnderTest router = site.open(6, Site.OPTIONS)) {
            long packets = site.exchange(router, PACKETS).leftRouter();
            assertEquals(packets, router.counters().get(MODULE + "KeepAlive_1.0.0.custom.matched"));
            assertEquals(0, router.counters().get(MODULE + "KeepAlive_1.0.0.custom.answered"));
        }
    }

    /** Every 5 s the node puts its own rules back as they were: what leads packets to a node without modules is none of them. */
    @ParameterizedTest
    @ValueSource(strings = {"nfqueue", "xdp"})
    void shouldLeadPacketsToANodeWithoutModulesForLongerThanARoundOfItsPlane(String plane) {
        try (RouterUnderTest router = site.open(plane, 4, Site.OPTIONS)) {
            LockSupport.parkNanos(Duration.ofSeconds(7).toNanos());
            long before = router.seen();
            Site.Passed passed = site.exchange(router, PACKETS);
            assertTrue(passed.received() > 0, passed::toString);
            assertTrue(router.seen() - before >= passed.received(), router.seen() - before + " seen, " + passed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void shouldAccountForEveryPacketThatAStoppedContainerCosts(int configuration) {
        int length = 100;
        int packets = 1_000;
        try (RouterUnderTest router = site.open(configuration, Site.OPTIONS.withQueueLength(length))) {
            Map<String, Long> lost = site.losses(router);
            stop(router);
            try {
                site.send(packets);
                // Most of them at the queue; a host that takes the CPU away has some lost in the ring before it.
                assertTrue(Waiting.until(
                        () -> router.inFlight() == length && sum(lost, router) == packets - length,
                        Duration.ofSeconds(10)),
                        () -> router.inFlight() + " wait, lost: "
                                + Site.difference(lost, site.losses(router)));
                assertTrue(Site.difference(lost, site.losses(router)).containsKey("nfnetlink_queue.queue_dropped"));
            } finally {
                signal("-CONT", router);
            }
            assertEquals(length, site.awaitReceived(length));
            assertEquals(0, router.inFlight());
            assertEquals(packets - length, sum(lost, router));
        }
    }

    private long sum(Map<String, Long> before, RouterUnderTest router) {
        return Site.difference(before, site.losses(router)).values().stream().mapToLong(Long::longValue).sum();
    }

    /** For longer than the XDP program waits for a sign of life where nothing is measured. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void shouldAccountForEveryPacketThatAStoppedContainerWithRingsCosts(int configuration) {
        int ring = 2048;
        try (RouterUnderTest router = site.open("xdp", configuration, Site.OPTIONS)) {
            Map<String, Long> lost = site.losses(router);
            stop(router);
            try {
                LockSupport.parkNanos(STALE.toNanos());
                site.send(PACKETS);
                assertTrue(Waiting.until(() -> router.inFlight() == ring, Duration.ofSeconds(10)),
                        () -> router.inFlight() + " wait");
                assertEquals(Map.of("af_xdp.rx_ring_full", (long) PACKETS - ring),
                        Site.difference(lost, site.losses(router)));
            } finally {
                signal("-CONT", router);
            }
            assertEquals(ring, site.awaitReceived(ring));
            assertEquals(0, router.inFlight());
        }
    }

    @Test
    void shouldSayWhichModeTheRingsAreIn() {
        try (RouterUnderTest router = site.open("xdp", 3, Site.OPTIONS)) {
            assertEquals("copy", router.settings().get("af_xdp"));
            assertEquals("native", router.settings().get("xdp"));
        }
    }

    @Test
    void shouldMeasureWhatATrialCosts() {
        try (RouterUnderTest router = site.open(3, Site.OPTIONS)) {
            EffortMeter.Snapshot before = router.effort().snapshot();
            site.exchange(router, PACKETS);
            EffortMeter.Snapshot after = router.effort().snapshot();
            Effort effort = router.effort().between(before, after);
            assertTrue(effort.softirqSeconds() > 0, effort::toString);
            assertTrue(effort.userSeconds() + effort.systemSeconds() > 0, effort::toString);
            assertTrue(effort.napiWakeups() > 0, effort::toString);
            assertTrue(effort.receiveCalls() > 0 && effort.receiveCalls() <= PACKETS, effort::toString);
            assertEquals(Effort.NONE.receiveCalls(), router.effort().between(after, after).receiveCalls());
        }
    }

    @Test
    void shouldRecordTheHeapOfANodeAlone() {
        try (RouterUnderTest router = site.open(3, Site.OPTIONS)) {
            assertNull(router.recordHeap());
        }
        try (RouterUnderTest router = site.open(4, Site.OPTIONS);
                HeapRecording recording = Objects.requireNonNull(router.recordHeap())) {
            site.exchange(router, PACKETS);
            Heap heap = recording.stop(Instant.EPOCH, PACKETS);
            assertEquals(PACKETS, heap.packets());
            assertTrue(heap.seconds() > 0, heap::toString);
            assertTrue(heap.packetThreadBytes() >= 0 && heap.otherBytes() > 0, heap::toString);
        }
    }

    @Test
    void shouldLeaveNothingBehind() throws IOException {
        for (int configuration = 1; configuration <= 6; configuration++) {
            site.open(configuration, Site.OPTIONS).close();
            String chains = Stream.of("iptables-save", "ip6tables-save")
                    .map(program -> site.rig().router().exec(program).orThrow().stdout())
                    .flatMap(String::lines).filter(line -> line.startsWith("-A") || line.contains("NETSERV")).toList()
                    .toString();
            assertEquals("[]", chains);
            assertEquals("", Exec.run(List.of("ip", "netns", "pids", site.rig().router().name())).orThrow().stdout());
        }
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            String own = "netserv-mlffr-" + ProcessHandle.current().pid() + "-";
            assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith(own)));
        }
    }

    @Test
    void shouldSayThatItsContainerHasEnded() {
        try (RouterUnderTest router = site.open(3, Site.OPTIONS)) {
            signal("-TERM", router);
            // Its end, and its last words, are known to us a little after they are known to the kernel.
            assertTrue(
                    Waiting.until(() -> refusal(router).startsWith("the container has ended: {\"received\":"),
                            Duration.ofSeconds(10)),
                    () -> refusal(router));
        }
    }

    private static String refusal(RouterUnderTest router) {
        try {
            router.losses();
            return "";
        } catch (RigException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void shouldSayWhatIsMissing() {
        RouterOptions nothing = new RouterOptions(empty, empty, 100, 1 << 20, Scheduling.AHEAD_OF_NAPI,
                null, "");
        assertEquals("the C program of configuration 3 is not built: expected " + empty
                + "/nfqueue_container (make -C perf/native)",
                assertThrows(RigException.class, () -> site.open(3, nothing)).getMessage());
        assertEquals("the node is not built: expected " + empty + "/jvm.args (mvn package -pl runtime/cli -am)",
                assertThrows(RigException.class, () -> site.open(4, nothing)).getMessage());
        assertEquals("", Exec.run(List.of("ip", "netns", "pids", site.rig().router().name())).orThrow().stdout());
    }

    private static long counter(RouterUnderTest router, String name) {
        return router.counters().getOrDefault(name, 0L);
    }

    private static void signal(String signal, RouterUnderTest router) {
        Exec.run(List.of("kill", signal, Long.toString(pid(router)))).orThrow();
    }

    /** A thread stops when it gets a CPU next, and until then others go on: compilers may keep it from one. */
    private static void stop(RouterUnderTest router) {
        signal("-STOP", router);
        assertTrue(Waiting.until(() -> isStopped(pid(router)), Duration.ofSeconds(20)), "goes on");
    }

    private static boolean isStopped(long pid) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"));
                if (!stat.startsWith("T", stat.lastIndexOf(')') + 2)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) { // a thread has ended meanwhile
            return false;
        }
    }

    private static long pid(RouterUnderTest router) {
        return router.pid().orElseThrow();
    }
}
