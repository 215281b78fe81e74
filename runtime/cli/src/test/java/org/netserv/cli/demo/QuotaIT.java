package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.netserv.cli.EachPlane;
import org.netserv.node.json.Json;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;
import org.netserv.rig.Waiting;
import org.netserv.testing.BundleBuilder;

/** A publisher that gets more packets than it may have, or takes more CPU time: what its modules see, and what {@code top} shows. */
class QuotaIT {
    private static final int PER_SECOND = 200;
    private static final int PACKETS_PER_SECOND = 2_000;
    private static final int FOR_EVER = 1_000_000;
    private static final int SPUN_PORT = 7300;
    private static final DemoModule SPINS = new DemoModule("Example.Spins_1.0.0", "spins.jar",
            Map.of("filter-proto", "udp", "filter-port", Integer.toString(SPUN_PORT)));
    /** For 60 µs a packet, of which it may use 20. A batch of 64 is not yet too long: a host that is busy makes such batches. */
    private static final String SPIN = """
            public void start(ModuleContext context) {
                context.register(packet -> {
                    long end = System.nanoTime() + 60_000;
                    while (System.nanoTime() < end) {}
                    return Verdict.ACCEPT;
                });
            }""";

    @ParameterizedTest
    @EachPlane
    void shouldHoldForPackets(String plane) throws IOException {
        try (FaultFixture node = FaultFixture.create(plane)) {
            node.configure("</user>", "<quota packets-per-second=\"" + PER_SECOND + "\"/></user>");
            node.site.startNode();
            node.expect(200, node.setup(DemoModule.NET_MONITOR));
            Map<String, Object> top = exceed(node, DemoModule.NET_MONITOR, DemoModule.MONITORED_PORT, "over_packets");
            assertShown(top, plane, "over_packets");
            assertTrue(top.get("quotas") instanceof List<?> quotas && quotas.stream().map(Map.class::cast).anyMatch(
                    quota -> "packets-per-second".equals(quota.get("limit")) && isAbove0(quota, "used")),
                    top::toString);
        }
    }

    @ParameterizedTest
    @EachPlane
    void shouldHoldForCpuTime(String plane) throws IOException {
        try (FaultFixture node = FaultFixture.create(plane)) {
            BundleBuilder.module("Example.Spins", "1.0.0", SPIN)
                    .build(node.site.hostileFolder().resolve(SPINS.jar()));
            node.site.startNode();
            node.expect(200, node.setupHostile(SPINS));
            assertShown(exceed(node, SPINS, SPUN_PORT, "over_cpu"), plane, "over_cpu");
        }
    }

    /** All packets arrive, as what a module may not have passes it by. What {@code top} shows meanwhile. */
    private static Map<String, Object> exceed(FaultFixture node, DemoModule module, int port, String counter) {
        DemoSite site = node.site;
        String shown;
        try (UdpSink sink = UdpSink.start(site.server(), Rig.SERVER_IPV4, port)) {
            try (Running sender = UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, port)
                    .withCount(FOR_EVER, PACKETS_PER_SECOND).start(site.user())) {
                assertTrue(Waiting.until(() -> count(node, module, counter) > 0, FaultFixture.TIMEOUT),
                        () -> node.status() + "\n" + site.nodeLog());
                shown = node.command("top", "--count", "1", "--json").orThrow().stdout();
                assertTrue(sender.isAlive(), "packets came all the time");
            }
            assertTrue(Waiting.until(() -> sink.received().distinct() == count(node, module, "packets"),
                    FaultFixture.TIMEOUT), () -> sink.received() + "\n" + node.status() + "\n" + site.nodeLog());
            assertEquals(0, sink.received().gaps(), () -> sink.received() + "\n" + site.nodeLog());
        }
        return Json.parse(shown);
    }

    /** What the module did, why it was not given packets, and that the plane received them. */
    private static void assertShown(Map<String, Object> top, String plane, String reason) {
        Map<?, ?> module = (Map<?, ?>) ((List<?>) top.getOrDefault("modules", List.of())).getFirst();
        assertEquals("ACTIVE", module.get("state"), top::toString);
        for (String figure : List.of("packets-per-second", "cpu-nanos-per-packet", "cpu-share")) {
            assertTrue(isAbove0(module, figure), () -> figure + " of " + top);
        }
        assertTrue(module.get("reasons-per-second") instanceof Map<?, ?> reasons && isAbove0(reasons, reason),
                top::toString);
        assertTrue(top.get("node-per-second") instanceof Map<?, ?> node && node.keySet().stream()
                .anyMatch(name -> String.valueOf(name).matches(plane + "\\.[wq]\\d+\\.received")), top::toString);
    }

    private static boolean isAbove0(Map<?, ?> figures, String name) {
        return figures.get(name) instanceof Number figure && figure.doubleValue() > 0;
    }

    private static long count(FaultFixture node, DemoModule module, String counter) {
        Matcher matcher = Pattern.compile(" " + counter + "=(\\d+)")
                .matcher(node.send(node.site.publisher().probe(module)).body());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
