package org.netserv.perf.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.ffi.Probe;
import org.netserv.ffi.Probes;
import org.netserv.ffi.XdpMode;
import org.netserv.perf.Cpus;
import org.netserv.perf.Placement;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.result.Latency;
import org.netserv.perf.rig.MeasuringRig;
import org.netserv.perf.rig.Port;
import org.netserv.rig.Privilege;
import org.netserv.rig.RigException;
import org.netserv.rig.UdpSink;

/** Every packet is accounted for, at rates that any machine can do and on links that lose some. */
class TrafficIT {
    private static final Placement PLACEMENT = Placement.oneCore(Cpus.ofThisProcess());
    private static final Endpoints ROUTED = Endpoints.ofRig(false);
    private static final Endpoints DIRECT = Endpoints.ofRig(true);
    private static final Duration QUIET = Duration.ofMillis(50);

    private MeasuringRig rig;
    private TrafficPrograms programs;

    @BeforeEach
    void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = MeasuringRig.create("traffic", PLACEMENT);
        programs = TrafficPrograms.load();
    }

    @AfterEach
    void remove() {
        if (rig != null) {
            programs.close();
            rig.close();
        }
    }

    @Test
    void shouldBeSupportedByThisKernel() {
        assertEquals(new Probe.Supported(), Probes.bpf());
        assertEquals(new Probe.Supported(), Probes.liveFrames());
    }

    @Test
    void shouldAccountForEveryPacketThroughARouter() {
        try (XdpSink sink = new XdpSink(programs, rig.receiverPort(false)); Generator generator = generator(false)) {
            assertEquals(XdpMode.NATIVE, sink.mode());
            for (String name : List.of("64", "340", "1518", "imix")) {
                long packets = 12_000;
                Received received = exchange(sink, generator, Traffic.named(name), packets, 60_000);
                assertEquals(packets, received.packets() + lost(), name);
                assertEquals(List.of(0L, 0L), List.of(received.damaged(), received.again()), name);
                assertTrue(received.packets() > packets / 2, name + ": " + received);
                if (received.packets() == packets) {
                    assertEquals(bytes(Traffic.named(name), packets), received.bytes(), name);
                }
            }
        }
    }

    private static long bytes(Traffic traffic, long packets) {
        return traffic.frames().stream().mapToLong(Integer::longValue).sum() * packets / traffic.frames().size();
    }

    @Test
    void shouldAccountForWhatARouterCannotTake() {
        try (Sink sink = new XdpSink(programs, rig.receiverPort(false)); Generator generator = generator(false)) {
            Received received = exchange(sink, generator, Traffic.named("64"), 300_000, 0);
            assertEquals(300_000, received.packets() + lost());
            assertTrue(lost() > 0, "a router that takes several million packets a second");
        }
    }

    @Test
    void shouldSendWhatAReceiversKernelAccepts() {
        try (UdpSink socket = UdpSink.start(rig.receiver(), ROUTED.destination(), Traffic.PORT);
                Generator generator = generator(false);
                Generator portable = portable()) {
            long packets = 0;
            for (Generator each : List.of(generator, portable)) {
                for (String name : List.of("64", "340", "1518", "imix")) {
                    each.use(Traffic.named(name), ROUTED);
                    each.send(120, 1000);
                    packets += 120;
                    // The kernel drops what has a wrong checksum.
                    socket.awaitPackets(packets, Duration.ofSeconds(20));
                }
            }
        }
    }

    @Test
    void shouldUseAsManySourcePortsAsAskedFor() {
        try (XdpSink sink = new XdpSink(programs, rig.receiverPort(true)); Generator generator = generator(true)) {
            sink.trackPorts(true);
            for (int flows : new int[]{1, 1000, 65_536}) {
                Traffic traffic = Traffic.named("64").withFlows(flows);
                before = rig.losses();
                generator.use(traffic, DIRECT);
                sink.arm(traffic, DIRECT);
                generator.send(flows, 500_000);
                assertEquals(flows, sink.readWhenQuiet(QUIET).packets() + lost());
                assertEquals(flows, sink.ports() + lost());
            }
        }
    }

    @Test
    void shouldTimeEveryNthPacket() {
        try (Sink sink = new XdpSink(programs, rig.receiverPort(false)); Generator generator = generator(false)) {
            generator.timeEvery(10);
            Received received = exchange(sink, generator, Traffic.named("64"), 10_000, 50_000);
            Latency latency = sink.latency(0.5, 50_000);
            assertTrue(latency.samples() <= 1000 && latency.samples() >= 1000 - lost(), latency + " " + received);
            assertEquals(0, received.again());
            long median = latency.nanos().getOrDefault("50", 0L);
            assertTrue(median > 0 && median <= latency.nanos().getOrDefault("100", 0L), latency.toString());
            generator.timeEvery(0);
            exchange(sink, generator, Traffic.named("64"), 1000, 50_000);
            assertEquals(new Latency(0.5, 50_000, 0, Map.of(), ""), sink.latency(0.5, 50_000));
        }
    }

    @Test
    void shouldTimeMorePacketsThanThereAreIdentifications() {
        try (Sink sink = new XdpSink(programs, rig.receiverPort(false)); Generator generator = generator(false)) {
            generator.timeEvery(1);
            Received received = exchange(sink, generator, Traffic.named("64"), 70_000, 100_000);
            assertEquals(received.packets(), sink.latency(0.5, 100_000).samples());
            assertEquals(0, received.again());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountAsLateWhatWaitsInAQueue(boolean portable) {
        try (Sink sink = new XdpSink(programs, rig.receiverPort(false));
                Generator generator = portable ? portable() : generator(false)) {
            Received prompt = exchange(sink, generator, Traffic.named("64"), 400, 20_000);
            assertTrue(prompt.late() < 200, prompt.toString());
            // 60 bytes each: 33 at once, then one every 0.5 ms, while one comes every 0.05 ms.
            rig.router().exec("tc", "qdisc", "add", "dev", MeasuringRig.ROUTER_OUT, "root", "tbf", "rate", "960kbit",
                    "burst", "2000", "limit", "100000").orThrow();
            Received queued = exchange(sink, generator, Traffic.named("64"), 400, 20_000);
            assertEquals(400, queued.packets() + lost());
            assertTrue(queued.late() > 200, queued.toString());
            assertTrue(queued.late() < 400, queued.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 20_000})
    @Timeout(60)
    void shouldNotTryForeverWhatTheProgramRefuses(double rate) {
        try (Generator generator = generator(true)) {
            generator.use(Traffic.named("64"), DIRECT);
            programs.map("templates").set(ValueLayout.JAVA_INT, GeneratorState.TEMPLATE_LENGTH, 60_000);
            RigException refused = assertThrows(RigException.class, () -> generator.send(1000, rate));
            assertTrue(String.valueOf(refused.getMessage()).contains("after 0 of 1000 packets"), refused.getMessage());
            generator.use(Traffic.named("64"), DIRECT);
            assertEquals(1000, generator.send(1000, rate).packets());
        }
    }

    @Test
    void shouldShowWhatWasLostOnPurpose() {
        try (Sink sink = new XdpSink(programs, rig.receiverPort(false));
                Generator generator = generator(false);
                DeliberateLoss loss = new DeliberateLoss(programs,
                        new Port(rig.router().name(), MeasuringRig.ROUTER_IN), 10_000)) {
            Received received = exchange(sink, generator, Traffic.named("64"), 100_000, 200_000);
            long missing = 100_000 - received.packets() - lost();
            assertEquals(loss.lost(), missing);
            assertTrue(missing == 10 || lost() > 0, "missing: " + missing);
        }
    }

    @Test
    void shouldCalibrateWithoutTheRouter() {
        try (Sink sink = new XdpSink(programs, rig.receiverPort(true)); Generator generator = generator(true)) {
            for (String name : List.of("64", "imix")) {
                Calibration calibration = Calibrator.measure(generator, sink, Traffic.named(name), DIRECT);
                assertEquals(name, calibration.size());
                assertTrue(calibration.received() > 0 && calibration.received() <= calibration.sent() * 1.0001,
                        calibration.toString());
            }
        }
    }

    @Test
    void shouldCountExactlyWithThePortableGenerator() {
        try (XdpSink sink = new XdpSink(programs, rig.receiverPort(false));
                Generator generator = portable()) {
            sink.trackPorts(true);
            for (double rate : new double[]{20_000, 0}) {
                Received received = exchange(sink, generator, Traffic.named("imix").withFlows(100), 12_000, rate);
                assertEquals(12_000, received.packets() + lost());
                assertEquals(0, received.damaged());
                assertEquals(100, sink.ports());
            }
        }
    }

    @Test
    void shouldFallBackToTheNetworkStackWhereTheDriverCannot() {
        Port loopback = new Port(rig.receiver().name(), "lo");
        try (XdpSink sink = new XdpSink(programs, loopback);
                Generator generator = new PacketSocketGenerator(programs, loopback, PLACEMENT.generator())) {
            assertEquals(XdpMode.GENERIC, sink.mode());
            assertEquals(5000, exchange(sink, generator, Traffic.named("64"), 5000, 50_000).packets());
        }
    }

    @Test
    void shouldEndWhenItIsStopped() throws InterruptedException {
        try (Generator generator = generator(true)) {
            generator.use(Traffic.named("64"), DIRECT);
            Thread stopper = Thread.ofPlatform().start(() -> {
                try {
                    Thread.sleep(200);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                generator.stop();
            });
            Sent sent = generator.send(10_000_000, 10_000);
            stopper.join();
            assertTrue(sent.packets() < 10_000_000, sent.toString());
        }
    }

    private Generator portable() {
        return new PacketSocketGenerator(programs, rig.senderPort(false), PLACEMENT.generator());
    }

    private Generator generator(boolean direct) {
        return new LiveFrameGenerator(programs, rig.senderPort(direct), PLACEMENT.generator());
    }

    private Map<String, Long> before = Map.of();

    private Received exchange(Sink sink, Generator generator, Traffic traffic, long packets, double rate) {
        before = rig.losses();
        generator.use(traffic, ROUTED);
        sink.arm(traffic, ROUTED);
        Sent sent = generator.send(packets, rate);
        assertEquals(packets, sent.packets());
        return sink.readWhenQuiet(QUIET);
    }

    /** Since the last exchange began. */
    private long lost() {
        return rig.losses().entrySet().stream()
                .mapToLong(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L)).sum();
    }
}
