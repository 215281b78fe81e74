package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.node.message.Answer;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.Waiting;

/** Modules come and go in one node again and again, while packets for them keep coming: nothing of them stays. */
@ParameterizedClass
@CsvSource({"nfqueue, 1000, 24", "xdp, 100, 4"})
class InstallCyclesIT {
    private static final int WARM_UP = 50;
    private static final int TROUBLES_WARM_UP = 3;
    private static final int PACKETS_PER_SECOND = 100;
    private static final int FOR_EVER = 1_000_000;
    private static final Path HOME = Path.of("target", "netserv").toAbsolutePath();
    /** Not long: the node remembers a message until then. */
    private static final Duration LIFE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final DemoModule BAD_KEEP_ALIVE = new DemoModule("NetServ.apps.KeepAlive_2.0.0", "keepalive2.jar",
            HostileModules.LOOPER.headers());
    private static final Map<String, String> WITH_FORBIDDEN_VISUALIZER = Map.of("properties",
            "visualizer_ip=" + Rig.SERVER_IPV4 + ",visualizer_port=" + (DemoModule.VISUALIZER_PORT + 1));

    private final String plane;
    private final int cycles;
    private final int troubles;
    private DemoSite site;

    /** @param troubles of each kind */
    InstallCyclesIT(String plane, int cycles, int troubles) {
        this.plane = plane;
        this.cycles = cycles;
        this.troubles = troubles;
    }

    private interface Cycle {
        void run(int number);
    }

    @BeforeEach
    void build() throws IOException {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        site = DemoSite.create(HOME, plane);
    }

    @AfterEach
    void demolish() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void shouldKeepNothingOfModulesThatAreGone() throws IOException {
        HostileModules.writeLooper(site.hostileFolder(), BAD_KEEP_ALIVE);
        long pid = site.startNodeWithControlGroups().pid();
        try (Running monitored = packets(DemoModule.MONITORED_PORT);
                Running sip = packets(Sipp.SIP_PORT);
                Running looped = packets(HostileModules.LOOPER_PORT)) {
            cycles();
            assertTrue(monitored.isAlive() && sip.isAlive() && looped.isAlive(), "packets came all the time");
        }
        assertEquals(0, site.node().stop());
        assertEquals(List.of(), NodeFootprint.groups(pid), "control groups of a node that has ended");
    }

    private void cycles() throws IOException {
        Map<String, Cycle> kinds = Map.of("refused bundles", this::refused, "failing starts", this::failing,
                "overstays", this::overstaying, "roll-backs", this::rolledBack);
        repeat(WARM_UP, this::installAndRemove);
        kinds.values().forEach(trouble -> repeat(TROUBLES_WARM_UP, trouble));
        NodeFootprint before = footprint("warm-up", WARM_UP);
        repeat(cycles, this::installAndRemove);
        footprint("installations", cycles).assertFlatSince(before, "installations");
        for (Map.Entry<String, Cycle> trouble : kinds.entrySet()) {
            repeat(troubles, trouble.getValue());
            footprint(trouble.getKey(), troubles).assertFlatSince(before, trouble.getKey());
        }
    }

    private NodeFootprint footprint(String after, int times) throws IOException {
        NodeFootprint footprint = NodeFootprint.of(site);
        System.out.println(plane + ": after " + times + " " + after + ": " + footprint);
        return footprint;
    }

    private static void repeat(int times, Cycle cycle) {
        for (int i = 0; i < times; i++) {
            cycle.run(i);
        }
    }

    private Running packets(int port) {
        return UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, port).withCount(FOR_EVER, PACKETS_PER_SECOND)
                .start(site.user());
    }

    private void installAndRemove(int number) {
        DemoModule module = number % 2 == 0 ? DemoModule.NET_MONITOR : DemoModule.KEEP_ALIVE;
        expect(200, setup(module, site.url(module), Map.of()));
        if (number % 3 == 0) {
            await(module, " packets=([2-9]|\\d\\d)");
        }
        remove(module);
    }

    private void refused(int number) {
        expect(422, setup(HostileModules.HALTER, site.hostileUrl(HostileModules.HALTER), Map.of()));
    }

    private void failing(int number) {
        expect(500, setup(DemoModule.NET_MONITOR, site.url(DemoModule.NET_MONITOR), WITH_FORBIDDEN_VISUALIZER));
    }

    private void overstaying(int number) {
        expect(200, setup(HostileModules.LOOPER, site.hostileUrl(HostileModules.LOOPER), Map.of()));
        await(HostileModules.LOOPER, " DETACHED .* reason=overstay ");
        remove(HostileModules.LOOPER);
    }

    private void rolledBack(int number) {
        DemoModule good = DemoModule.KEEP_ALIVE;
        expect(200, setup(good, site.url(good), Map.of()));
        expect(200, setup(BAD_KEEP_ALIVE, site.hostileUrl(BAD_KEEP_ALIVE), Map.of()));
        await(good, " ACTIVE .* rolled-back-from=" + BAD_KEEP_ALIVE.id() + " reason=overstay ");
        remove(good);
    }

    private Answer setup(DemoModule module, String url, Map<String, String> more) {
        return site.node().control().send(site.publisher().setup(module, url, LIFE, more));
    }

    private void remove(DemoModule module) {
        expect(200, site.node().control().send(site.publisher().remove(module)));
    }

    private void expect(int code, Answer answer) {
        assertEquals(code, answer.code().code(), () -> answer.detail() + "\n" + site.nodeLog());
    }

    /** Waits until a PROBE of the module says so. */
    private void await(DemoModule module, String status) {
        Pattern pattern = Pattern.compile(status);
        List<String> last = new ArrayList<>();
        boolean seen = Waiting.until(() -> {
            last.clear();
            last.add(site.node().control().send(site.publisher().probe(module)).body());
            return pattern.matcher(last.getFirst()).find();
        }, TIMEOUT);
        assertTrue(seen, () -> last + "\n" + site.nodeLog());
    }
}
