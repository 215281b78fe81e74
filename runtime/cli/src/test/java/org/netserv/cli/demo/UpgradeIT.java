package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.netserv.cli.EachPlane;
import org.netserv.node.message.Answer;
import org.netserv.rig.Privilege;
import org.netserv.rig.Received;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;
import org.netserv.testing.BundleBuilder;

/** Versions of a module take each other's place under traffic: no packet is lost, and what was counted is handed over. */
@ParameterizedClass
@EachPlane
class UpgradeIT {
    private static final int UPGRADES = 40;
    private static final int PACKETS_PER_SECOND = 2_000;
    private static final int DATAGRAMS = 40_000;
    private static final int PORT = 7200;
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Path HOME = Path.of("target", "netserv").toAbsolutePath();
    private static final Pattern COUNTED = Pattern.compile(" custom\\.counted=(\\d+) ");
    private static final Pattern RUNS = Pattern.compile(" custom\\.runs=(\\d+) ");
    /** Counts packets and runs, and hands both over. */
    private static final String COUNTS = """
            volatile long counted;
            int runs;
            public void start(ModuleContext context) {
                context.counter("counted").add(counted);
                context.counter("runs").add(++runs);
                Counter counter = context.counter("counted");
                context.register(packet -> { counted++; counter.add(1); return Verdict.ACCEPT; });
            }
            public byte[] checkpoint() {
                return new byte[]{(byte) runs, (byte) (counted >> 16), (byte) (counted >> 8), (byte) counted};
            }
            public void restore(byte[] state) {
                runs = state[0];
                counted = (state[1] & 255) << 16 | (state[2] & 255) << 8 | state[3] & 255;
            }
            """;

    private final String plane;
    private DemoSite site;

    UpgradeIT(String plane) {
        this.plane = plane;
    }

    @BeforeEach
    void build() throws IOException {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        site = DemoSite.create(HOME, plane);
        for (int version = 1; version <= 2; version++) {
            BundleBuilder.bundle("Example.Counting", version + ".0.0").header("NetServ-Module", "guest.Entry")
                    .source("guest.Entry", "public class Entry implements Module, Checkpointable {" + COUNTS + "}")
                    .build(site.hostileFolder().resolve(module(version).jar()));
        }
    }

    @AfterEach
    void demolish() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    private static DemoModule module(int version) {
        return new DemoModule("Example.Counting_" + version + ".0.0", "counting-" + version + ".jar",
                Map.of("filter-proto", "udp", "filter-port", Integer.toString(PORT)));
    }

    private void setup(int version) {
        Answer answer = site.node().control()
                .send(site.publisher().setup(module(version), site.hostileUrl(module(version)), LIFE, Map.of()));
        assertEquals(200, answer.code().code(), () -> answer.detail() + "\n" + site.nodeLog());
    }

    private long number(Pattern pattern, int version) {
        String body = site.node().control().send(site.publisher().probe(module(version))).body();
        Matcher matcher = pattern.matcher(body);
        assertTrue(matcher.find(), body);
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void shouldLoseNoPacketWhileVersionsChange() {
        site.startNode();
        setup(1);
        Received received;
        try (UdpSink sink = UdpSink.start(site.server(), Rig.SERVER_IPV4, PORT);
                Running traffic = UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, PORT)
                        .withCount(DATAGRAMS, PACKETS_PER_SECOND).start(site.user())) {
            sink.awaitPackets(PACKETS_PER_SECOND, TIMEOUT);
            for (int upgrade = 0; upgrade < UPGRADES; upgrade++) {
                setup(2 - upgrade % 2);
            }
            assertTrue(traffic.isAlive(), "packets came until after the last upgrade");
            received = sink.awaitPackets(DATAGRAMS, TIMEOUT);
        }
        assertEquals(DATAGRAMS, received.distinct(), () -> received + "\n" + site.nodeLog());
        assertEquals(0, received.gaps());
        assertEquals(0, site.droppedByReceivers());
        assertEquals(UPGRADES + 1, number(RUNS, 1));
        long counted = number(COUNTED, 1);
        System.out.println(
                plane + ": " + UPGRADES + " upgrades under " + PACKETS_PER_SECOND + " packets/s: " + received.distinct()
                        + " of " + DATAGRAMS + " came through, " + counted
                        + " are in the count that was handed over from version to version");
        assertTrue(counted > 0 && counted <= DATAGRAMS, "counted=" + counted);
    }
}
