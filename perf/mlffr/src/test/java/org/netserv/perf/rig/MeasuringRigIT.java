package org.netserv.perf.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.perf.Cpus;
import org.netserv.perf.Placement;
import org.netserv.perf.traffic.Endpoints;
import org.netserv.perf.traffic.Generator;
import org.netserv.perf.traffic.LiveFrameGenerator;
import org.netserv.perf.traffic.Traffic;
import org.netserv.perf.traffic.TrafficPrograms;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;

class MeasuringRigIT {
    private static final Placement ONE_CORE = Placement.oneCore(Cpus.ofThisProcess());
    private static final Placement TWO_CORES = Placement.twoCores(Cpus.ofThisProcess());

    @BeforeEach
    void needsRoot() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
    }

    @Test
    void shouldForwardBothWays() {
        try (MeasuringRig rig = MeasuringRig.create("rig", ONE_CORE)) {
            reaches(rig.sender(), MeasuringRig.SENDER_IPV4, rig.receiver(), MeasuringRig.RECEIVER_IPV4);
            reaches(rig.receiver(), MeasuringRig.RECEIVER_IPV4, rig.sender(), MeasuringRig.SENDER_IPV4);
            reaches(rig.sender(), MeasuringRig.SENDER_DIRECT_IPV4, rig.receiver(),
                    MeasuringRig.RECEIVER_DIRECT_IPV4);
        }
    }

    private static void reaches(Namespace from, String source, Namespace to, String destination) {
        try (UdpSink sink = UdpSink.start(to, destination, 5060)) {
            UdpSender.to(source, destination, 5060).send(from);
            sink.awaitPackets(1, Duration.ofSeconds(10));
        }
    }

    @Test
    void shouldRunTheRoutersWorkWhereThePlacementSays() throws IOException {
        try (MeasuringRig rig = MeasuringRig.create("rig", ONE_CORE);
                TrafficPrograms programs = TrafficPrograms.load()) {
            for (Placement placement : List.of(ONE_CORE, TWO_CORES, ONE_CORE)) {
                rig.place(placement);
                assertEquals(placement.sharesGenerator() ? 0 : 2, rig.routerThreads().size());
                if (placement.sharesGenerator()) {
                    continue;
                }
                NapiThread in = rig.routerThreads().getFirst();
                long before = runNanos(in);
                try (Generator generator = new LiveFrameGenerator(programs, rig.senderPort(false),
                        placement.generator())) {
                    generator.use(Traffic.named("64"), Endpoints.ofRig(false));
                    generator.send(2000, 20_000);
                }
                assertTrue(runNanos(in) > before, "the router's NAPI thread has done nothing");
                for (NapiThread thread : rig.routerThreads()) {
                    assertEquals(Integer.toString(placement.softirq()), allowedCpus(thread));
                }
                assertEquals(placement.softirq(), lastCpu(in));
                for (NapiThread thread : rig.receiverThreads()) {
                    assertEquals(Integer.toString(placement.generator()), allowedCpus(thread));
                }
            }
        }
    }

    @Test
    void shouldHaveAnotherRouterInTheSamePlace() {
        try (MeasuringRig rig = MeasuringRig.create("rig", ONE_CORE)) {
            String first = rig.router().name();
            rig.router().sysctl(1, "ipv4/conf/all/log_martians");
            for (Placement placement : List.of(TWO_CORES, ONE_CORE)) {
                rig.renewRouter();
                rig.place(placement);
                reaches(rig.sender(), MeasuringRig.SENDER_IPV4, rig.receiver(), MeasuringRig.RECEIVER_IPV4);
                reaches(rig.receiver(), MeasuringRig.RECEIVER_IPV4, rig.sender(), MeasuringRig.SENDER_IPV4);
                assertEquals(placement.sharesGenerator() ? 0 : 2, rig.routerThreads().size());
            }
            assertFalse(Namespace.list().contains(first));
            assertEquals("0", rig.router().exec("cat", "/proc/sys/net/ipv4/conf/all/log_martians").orThrow().stdout()
                    .strip());
        }
    }

    @Test
    void shouldTellApartThreadsOfRigsThatExistAtTheSameTime() {
        try (MeasuringRig one = MeasuringRig.create("rig", ONE_CORE);
                MeasuringRig other = MeasuringRig.create("rig", ONE_CORE)) {
            long different = List.of(one, other).stream()
                    .flatMap(rig -> List.of(rig.routerThreads(), rig.receiverThreads()).stream())
                    .flatMap(List::stream).distinct().count();
            assertEquals(8, different);
        }
    }

    @Test
    void shouldLeaveNothingBehind() {
        List<String> names;
        List<NapiThread> threads;
        try (MeasuringRig rig = MeasuringRig.create("rig", ONE_CORE)) {
            names = List.of(rig.sender().name(), rig.router().name(), rig.receiver().name());
            threads = rig.routerThreads();
            assertTrue(Namespace.list().containsAll(names));
            assertTrue(Files.exists(process(threads.getFirst())));
        }
        assertFalse(Namespace.list().stream().anyMatch(names::contains));
        for (NapiThread thread : threads) {
            awaitEnd(thread);
        }
    }

    /** The kernel removes a namespace's interfaces some time after its name. */
    private static void awaitEnd(NapiThread thread) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (Files.exists(process(thread))) {
            assertTrue(System.nanoTime() < deadline, thread + " is still there");
            Thread.onSpinWait();
        }
    }

    private static Path process(NapiThread thread) {
        return Path.of("/proc/" + thread.id());
    }

    private static long runNanos(NapiThread thread) throws IOException {
        return Long.parseLong(Files.readString(process(thread).resolve("schedstat")).split(" ", -1)[0]);
    }

    private static String allowedCpus(NapiThread thread) throws IOException {
        return Files.readAllLines(process(thread).resolve("status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:")).map(line -> line.split(":", 2)[1].strip())
                .findFirst().orElseThrow();
    }

    /** Field 39 of /proc/PID/stat; the name, field 2, has no blanks here. */
    private static int lastCpu(NapiThread thread) throws IOException {
        return Integer.parseInt(Files.readString(process(thread).resolve("stat")).split(" ", -1)[38]);
    }
}
