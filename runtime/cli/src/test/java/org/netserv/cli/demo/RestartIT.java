package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.netserv.cli.EachPlane;

/** A node ends as it is told to and is started again, under traffic. */
class RestartIT {
    private static final int DRAIN_SECONDS = 10;
    private static final int RESTARTS = 2;
    private static final int SECONDS = 15;

    @ParameterizedTest
    @EachPlane
    void shouldLoseNoPacketAndHaveItsModulesAgain(String plane) throws IOException {
        try (FaultFixture node = FaultFixture.create(plane)) {
            DemoSite site = node.site;
            site.startNode();
            node.expect(200, node.setup(DemoModule.NET_MONITOR));
            node.expect(200, node.setup(DemoModule.KEEP_ALIVE));
            try (FaultTraffic traffic = FaultTraffic.start(site, SECONDS)) {
                for (int i = 0; i < RESTARTS; i++) {
                    assertEquals(0, site.node().stop());
                    assertEquals(site.firewallBefore(), FirewallState.of(site.router()));
                    site.startNode();
                    assertEquals(Map.of(DemoModule.NET_MONITOR.id(), "ACTIVE", DemoModule.KEEP_ALIVE.id(), "ACTIVE"),
                            node.modules());
                }
                assertTrue(traffic.goesOn(), "traffic ended too early");
                System.out.println(plane + ": " + RESTARTS + " restarts, " + traffic.assertNoneLost() + " packets");
            }
        }
    }

    @ParameterizedTest
    @EachPlane
    void shouldLoseNoPacketWhenItIsDrained(String plane) throws IOException {
        try (FaultFixture node = FaultFixture.create(plane)) {
            DemoSite site = node.site;
            site.startNode();
            node.expect(200, node.setup(DemoModule.NET_MONITOR));
            try (FaultTraffic traffic = FaultTraffic.start(site, DRAIN_SECONDS)) {
                node.command("drain").orThrow();
                assertEquals(0, site.node().awaitExit());
                assertEquals(site.firewallBefore(), FirewallState.of(site.router()));
                assertTrue(traffic.goesOn(), "traffic ended too early");
                traffic.assertNoneLost();
            }
        }
    }
}
