package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.rig.Rig;
import org.netserv.rig.UdpSender;

/** A node in a process of its own whose configuration wants signaling. */
class SignalingNodeIT {
    private static final int PORT = 270;
    /** The first words of a Query of an application that no node hosts, which may be processed by 32 nodes. */
    private static final byte[] QUERY = HexFormat.of().parseHex("4e04bda5012000007d0080c0");

    private static long count(FaultFixture fixture, String pattern) {
        return ((Map<?, ?>) fixture.status().getOrDefault("counters", Map.of())).entrySet().stream()
                .filter(entry -> String.valueOf(entry.getKey()).matches(pattern))
                .mapToLong(entry -> ((Number) entry.getValue()).longValue()).sum();
    }

    private static boolean isCounted(FaultFixture fixture, String name) {
        return ((Map<?, ?>) fixture.status().getOrDefault("counters", Map.of())).containsKey(name);
    }

    @Test
    void shouldTakePartInSignalingAndLeaveNothingBehind() throws IOException {
        try (FaultFixture fixture = FaultFixture.create()) {
            DemoSite site = fixture.site;
            String xml = Files.readString(site.configuration());
            Files.writeString(site.configuration(),
                    xml.replaceFirst("<metrics [^>]*/>", "$0<signaling tcp-port='30000'/>"));
            site.startNode();
            assertTrue(isCounted(fixture, "signaling.sessions") && isCounted(fixture, "signaling.associations")
                    && isCounted(fixture, "signaling.received.queries"), fixture.status().toString());
            UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, PORT).withPayload(QUERY).withCount(20, 100)
                    .send(site.user());
            assertEquals(20, count(fixture, "signaling\\.w\\d+\\.passed"));
            // To an address of the node's own: the engine has it, and says that it is no whole message.
            UdpSender.to(Rig.USER_IPV4, Rig.ROUTER_USER_IPV4, PORT).withPayload(QUERY).withCount(5, 100)
                    .send(site.user());
            assertEquals(5, count(fixture, "signaling\\.w\\d+\\.taken"));
            assertEquals(0, site.node().stop());
            assertEquals(site.firewallBefore(), FirewallState.of(site.router()));
        }
    }
}
