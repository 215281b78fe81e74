package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.netserv.rig.Rig.ROUTER_SERVER_INTERFACE;
import static org.netserv.rig.Rig.ROUTER_USER_INTERFACE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.node.json.Json;
import org.netserv.rig.Namespace;
import org.netserv.rig.Received;
import org.netserv.rig.Rig;
import org.netserv.rig.RigException;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;

/** A node with a plane for each of its interfaces, and one whose host does not let it have a plane. */
class MixedPlanesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final byte[] KEEP_ALIVE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PACKETS = 50;
    private static final int RATE = 500;
    private static final String BOTH = "<interface name='" + ROUTER_USER_INTERFACE + "' plane='xdp'/><interface name='"
            + ROUTER_SERVER_INTERFACE + "' plane='nfqueue'/>";

    private static FaultFixture node(String planes) throws IOException {
        FaultFixture fixture = FaultFixture.create();
        String xml = Files.readString(fixture.site.configuration());
        // What comes from the server is the publisher's, too.
        Files.writeString(fixture.site.configuration(), xml.replaceAll("(?s)<plane .*</plane>", planes)
                .replace("<prefix>10.0.2.0/24</prefix>", "<prefix>10.0.2.0/24</prefix><prefix>10.0.1.0/24</prefix>"));
        return fixture;
    }

    private static String planes(String option, String value) {
        return "<plane name='xdp'><option name='" + option + "' value='" + value + "'/></plane>" + BOTH;
    }

    @Test
    void shouldBringThePacketsOfEachInterfaceByItsPlaneAndEachOfThemOnce() throws IOException {
        try (FaultFixture fixture = node(planes("bypass-netfilter", "yes"))) {
            DemoSite site = fixture.site;
            site.startNode();
            assertEquals("nfqueue+xdp", fixture.status().get("plane"));
            assertEquals(ROUTER_SERVER_INTERFACE, setting(fixture, "nfqueue.interfaces"));
            assertEquals(ROUTER_USER_INTERFACE + " native", setting(fixture, "xdp.interfaces"));
            fixture.expect(200, fixture.setup(DemoModule.KEEP_ALIVE));
            // Answered: by a ring on one side, by a raw socket on the other.
            assertAnswered(site.user(), Rig.USER_IPV4, Rig.SERVER_IPV4);
            assertAnswered(site.server(), Rig.SERVER_IPV4, Rig.USER_IPV4);
            // Passed on: from one plane's interface to the other's, through the stack.
            assertPassedOn(site.user(), Rig.USER_IPV4, site.server(), Rig.SERVER_IPV4);
            assertPassedOn(site.server(), Rig.SERVER_IPV4, site.user(), Rig.USER_IPV4);
            assertEquals(2L * PACKETS, count(fixture, "xdp\\.[wq]\\d+\\.received"));
            assertEquals(2L * PACKETS, count(fixture, "nfqueue\\.w\\d+\\.received"));
            assertEquals(4L * PACKETS, count(fixture, "path\\.w?\\d*\\.?received"));
            assertEquals(0, count(fixture, "path\\..*unmatched"));
            assertEquals(0, site.node().stop());
            assertEquals(site.firewallBefore(), FirewallState.of(site.router()));
        }
    }

    private static void assertAnswered(Namespace from, String own, String to) {
        Received replies = UdpSender.to(own, to, Sipp.SIP_PORT).withPayload(KEEP_ALIVE).withCount(PACKETS, RATE)
                .withLinger(Duration.ofMillis(300)).send(from);
        assertEquals(PACKETS, replies.packets());
        assertEquals(Map.of(to + " " + Sipp.SIP_PORT, (long) PACKETS), replies.sources());
    }

    private static void assertPassedOn(Namespace from, String own, Namespace host, String to) {
        try (UdpSink sink = UdpSink.start(host, to, Sipp.SIP_PORT)) {
            UdpSender.to(own, to, Sipp.SIP_PORT).withCount(PACKETS, RATE).send(from);
            assertEquals(PACKETS, sink.awaitPackets(PACKETS, TIMEOUT).packets());
        }
    }

    private static String setting(FaultFixture fixture, String name) {
        return String.valueOf(((Map<?, ?>) fixture.status().getOrDefault("plane-settings", Map.of())).get(name));
    }

    private static long count(FaultFixture fixture, String pattern) {
        return ((Map<?, ?>) fixture.status().getOrDefault("counters", Map.of())).entrySet().stream()
                .filter(entry -> String.valueOf(entry.getKey()).matches(pattern))
                .mapToLong(entry -> ((Number) entry.getValue()).longValue()).sum();
    }

    @Test
    void shouldTakeTheOtherPlaneWhereTheOperatorsRulesWouldNotSeePackets() throws IOException {
        try (FaultFixture fixture = node(BOTH)) {
            DemoSite site = fixture.site;
            site.startNode();
            Map<String, Object> status = fixture.status();
            assertEquals("nfqueue", status.get("plane"));
            assertEquals(ROUTER_SERVER_INTERFACE + ", " + ROUTER_USER_INTERFACE, setting(fixture, "interfaces"));
            String why = setting(fixture, "instead-of-xdp");
            assertTrue(why.startsWith(ROUTER_USER_INTERFACE + ": packets would leave past")
                    && why.contains("mangle -A PREROUTING -p tcp -m tcp --dport 9 -m comment --comment operator"), why);
            assertEquals("[]", Json.compact(status.getOrDefault("plane-troubles", "")));
            fixture.expect(200, fixture.setup(DemoModule.KEEP_ALIVE));
            assertAnswered(site.user(), Rig.USER_IPV4, Rig.SERVER_IPV4);
            assertAnswered(site.server(), Rig.SERVER_IPV4, Rig.USER_IPV4);
            assertEquals(2L * PACKETS, count(fixture, "nfqueue\\.w\\d+\\.received"));
            assertEquals(0, site.node().stop());
            assertEquals(site.firewallBefore(), FirewallState.of(site.router()));
        }
    }

    @Test
    void shouldNotStartWhereNoOtherPlaneMayTakeItsPlace() throws IOException {
        try (FaultFixture fixture = node(planes("fallback", "none"))) {
            RigException failure = assertThrows(RigException.class, fixture.site::startNode);
            String text = String.valueOf(failure.getMessage());
            assertTrue(text.contains("netserv: plane xdp cannot have all of its interfaces, and no other plane may take"
                    + " them (option fallback): " + ROUTER_USER_INTERFACE + ": packets would leave past"), text);
            assertEquals(fixture.site.firewallBefore(), FirewallState.of(fixture.site.router()));
        }
    }
}
