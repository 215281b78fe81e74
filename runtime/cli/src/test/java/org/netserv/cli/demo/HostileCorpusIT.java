package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.netserv.cli.EachPlane;
import org.netserv.isolation.hostile.Attempt;
import org.netserv.node.message.Answer;
import org.netserv.rig.Received;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;
import org.netserv.rig.Waiting;

/** The attempts of the corpus that are installed, in a node, beside a neighbour's module that must see all of its packets. */
class HostileCorpusIT {
    private static final int PORT = 7100;
    private static final int PACKETS_PER_SECOND = 500;
    private static final int FOR_EVER = 1_000_000;
    private static final int AT_ONCE = 32;
    /** The server's, too; its packets are the hostile publisher's. */
    private static final String ADDRESS = "10.0.2.9";
    private static final String SEND = "for i in {1.." + AT_ONCE + "}; do echo abc > /dev/udp/" + ADDRESS + "/" + PORT
            + "; done";
    /** Half of what as many packets can leave behind that keep 512 KB each. */
    private static final int RETAINED_BYTES = 8 << 20;
    private static final Pattern PACKETS = Pattern.compile(" packets=(\\d+)");

    private int number;

    @ParameterizedTest
    @EachPlane
    void shouldCostItsNeighbourNoPacket(String plane) throws IOException {
        // What is refused meets no plane.
        List<Attempt> attempts = Attempt.all().stream().filter(each -> each.ends() != Attempt.End.REFUSED).toList();
        assertTrue(attempts.size() > 40, "attempts=" + attempts.size());
        try (FaultFixture node = FaultFixture.create(plane)) {
            Publisher mallory = Publisher.create("mallory", node.site.configuration().resolveSibling("mallory.pub"));
            node.configure("</netserv>", """
                    <user name="mallory" public-key="mallory.pub">
                      <prefix>%s/32</prefix><quota retained-heap-bytes="%d"/>
                    </user></netserv>""".formatted(ADDRESS, RETAINED_BYTES));
            node.site.server().ip("addr", "add", ADDRESS + "/24", "dev", Rig.HOST_INTERFACE);
            node.site.startNode();
            node.expect(200, node.setup(DemoModule.NET_MONITOR));
            try (UdpSink seen = sink(node, DemoModule.MONITORED_PORT);
                    UdpSink plain = sink(node, DemoModule.PLAIN_PORT)) {
                try (Running first = packets(node, DemoModule.MONITORED_PORT);
                        Running second = packets(node, DemoModule.PLAIN_PORT)) {
                    for (Attempt attempt : attempts) {
                        play(attempt, node, mallory);
                    }
                    assertTrue(first.isAlive() && second.isAlive(), "packets came all the time");
                }
                long counted = assertNoneMissing(node, seen);
                assertNoneMissing(node, plain);
                assertTrue(Waiting.until(() -> packets(monitor(node)) == counted, FaultFixture.TIMEOUT),
                        () -> counted + " came through, " + monitor(node) + "\n" + node.site.nodeLog());
                System.out.println(
                        plane + ": " + attempts.size() + " attempts, " + counted + " packets of the neighbour");
            }
            assertEquals(0, node.site.node().stop());
            assertEquals(node.site.firewallBefore(), FirewallState.of(node.site.router()));
        }
    }

    private static UdpSink sink(FaultFixture node, int port) {
        return UdpSink.start(node.site.server(), Rig.SERVER_IPV4, port);
    }

    private static Running packets(FaultFixture node, int port) {
        return UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, port).withCount(FOR_EVER, PACKETS_PER_SECOND)
                .start(node.site.user());
    }

    private void play(Attempt attempt, FaultFixture node, Publisher mallory) {
        DemoModule module = new DemoModule(Attempt.ID + "_1.0.0", "attempt-" + number++ + ".jar",
                Map.of("filter-proto", "udp", "filter-port", Integer.toString(PORT)));
        attempt.bundle().build(node.site.hostileFolder().resolve(module.jar()));
        Answer answer = node.send(mallory.setup(module, node.site.hostileUrl(module), FaultFixture.LIFE, Map.of()));
        if (attempt.ends() == Attempt.End.START_FAILS) {
            assertEquals(500, answer.code().code(), attempt::toString);
            assertTrue(answer.detail().contains(attempt.because()), () -> attempt + ": " + answer.detail());
            return;
        }
        assertEquals(200, answer.code().code(), () -> attempt + ": " + answer.detail() + "\n" + node.site.nodeLog());
        assertTrue(Waiting.until(() -> {
            node.site.user().exec("bash", "-c", SEND).orThrow();
            return hasEnded(attempt.ends(), status(node, mallory, module));
        }, FaultFixture.TIMEOUT),
                () -> attempt + ": " + status(node, mallory, module) + "\n" + node.site.nodeLog());
        node.expect(200, node.send(mallory.remove(module)));
    }

    private static boolean hasEnded(Attempt.End end, String status) {
        return switch (end) {
            case STOPPED -> status.matches("(?s).* DETACHED .* reason=(overstay|retained-heap|allocation) .*");
            case FAULT -> status.matches("(?s).* faults=[1-9].*");
            default -> status.contains(" ACTIVE ") && (packets(status) >= AT_ONCE || packets(status) < 0);
        };
    }

    private static String status(FaultFixture node, Publisher publisher, DemoModule module) {
        return node.send(publisher.probe(module)).body();
    }

    private static String monitor(FaultFixture node) {
        return status(node, node.site.publisher(), DemoModule.NET_MONITOR);
    }

    /** That came for a module; -1 if it wants none. */
    private static long packets(String status) {
        Matcher matcher = PACKETS.matcher(status);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** How many have come, now that none is sent any more. */
    private static long assertNoneMissing(FaultFixture node, UdpSink sink) {
        Waiting.until(() -> false, Duration.ofSeconds(1));
        Received received = sink.received();
        assertTrue(received.distinct() > PACKETS_PER_SECOND, received::toString);
        assertEquals(0, received.gaps(), () -> received + ", dropped by receivers " + node.site.droppedByReceivers()
                + "\n" + node.site.nodeLog());
        return received.packets();
    }
}
