package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.rig.Exec;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;
import org.netserv.rig.Waiting;
import org.netserv.testing.BundleBuilder;

/** What becomes of flows that the kernel decides when their module changes, or when their node is killed. */
class OffloadedFlowsIT {
    private static final int ACCEPTED = 7201;
    private static final int DROPPED = 7202;
    private static final int PACKETS_PER_SECOND = 1_000;
    private static final int VERSIONS = 10;
    private static final int FOR_EVER = 1_000_000;
    /** Of each flow, that the kernel has decided when the node is killed, and that come afterwards. */
    private static final int ENOUGH = 1_000;
    /** The kernel frees what a process had in BPF behind its end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern BPF_ID = Pattern.compile("(?m)^(map|prog)_id:\\s*(\\d+)$");
    /** Prints which of them are still there. */
    private static final String STILL_THERE = """
            import ctypes, sys
            bpf = ctypes.CDLL("libbpf.so.1")
            look = {"map": bpf.bpf_map_get_fd_by_id, "prog": bpf.bpf_prog_get_fd_by_id}
            print(*(name for name in sys.argv[1:] if look[name.split("=")[0]](int(name.split("=")[1])) >= 0))
            """;

    private static DemoModule module(String verdict, int version, int port, FaultFixture node) {
        String name = "Example." + verdict;
        String jar = verdict + version + ".jar";
        BundleBuilder.module(name, version + ".0.0", """
                public void start(ModuleContext context) {
                    context.register(packet -> { packet.offload(Verdict.%1$s, 60); return Verdict.%1$s; });
                }""".formatted(verdict)).build(node.site.hostileFolder().resolve(jar));
        return new DemoModule(name + "_" + version + ".0.0", jar,
                Map.of("filter-proto", "udp", "filter-port", Integer.toString(port)));
    }

    @Test
    void shouldBeShownToEachNewVersion() throws IOException {
        try (FaultFixture node = FaultFixture.create("xdp")) {
            node.site.startNode();
            try (UdpSink accepted = UdpSink.start(node.site.server(), Rig.SERVER_IPV4, ACCEPTED)) {
                try (Running sender = packets(node.site, ACCEPTED)) {
                    for (int version = 1; version <= VERSIONS; version++) {
                        DemoModule module = module("ACCEPT", version, ACCEPTED, node);
                        node.expect(200, node.setupHostile(module));
                        assertTrue(Waiting.until(() -> counter(node, module, "kernel_accepted") > ENOUGH / 4,
                                FaultFixture.TIMEOUT), node.site::nodeLog);
                        assertTrue(counter(node, module, "packets") > 0, "the version decided on its flow itself");
                    }
                    assertTrue(sender.isAlive(), "packets came all the time");
                }
                assertEquals(0, accepted.received().gaps(), accepted.received()::toString);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pass", "forward"})
    void shouldBeAPlainRoutersWhenTheNodeIsKilled(String fastPath) throws IOException {
        try (FaultFixture node = FaultFixture.create("xdp")) {
            DemoSite site = node.site;
            node.configure("</plane>", "<option name=\"fast-path\" value=\"" + fastPath + "\"/></plane>");
            // Otherwise a veth takes no frames from XDP.
            site.server().exec("ethtool", "-K", Rig.HOST_INTERFACE, "gro", "on").orThrow();
            site.startNode();
            DemoModule accepts = module("ACCEPT", 1, ACCEPTED, node);
            DemoModule drops = module("DROP", 1, DROPPED, node);
            node.expect(200, node.setupHostile(accepts));
            node.expect(200, node.setupHostile(drops));
            List<String> objects = bpfObjects(site.node().pid());
            assertTrue(objects.size() > 10, objects::toString);
            assertEquals(objects, stillThere(objects));
            try (UdpSink accepted = UdpSink.start(site.server(), Rig.SERVER_IPV4, ACCEPTED);
                    UdpSink dropped = UdpSink.start(site.server(), Rig.SERVER_IPV4, DROPPED);
                    UdpSink plain = UdpSink.start(site.server(), Rig.SERVER_IPV4, DemoModule.PLAIN_PORT);
                    Running first = packets(site, ACCEPTED);
                    Running second = packets(site, DROPPED);
                    Running third = packets(site, DemoModule.PLAIN_PORT)) {
                assertTrue(Waiting.until(() -> counter(node, accepts, "kernel_accepted") > ENOUGH
                        && counter(node, drops, "kernel_dropped") > ENOUGH, FaultFixture.TIMEOUT), site::nodeLog);
                site.node().kill();
                long acceptedBefore = accepted.received().packets();
                long droppedBefore = dropped.received().packets();
                accepted.awaitPackets(acceptedBefore + ENOUGH, FaultFixture.TIMEOUT);
                dropped.awaitPackets(droppedBefore + ENOUGH, FaultFixture.TIMEOUT);
                assertTrue(first.isAlive() && second.isAlive() && third.isAlive(), "packets came all the time");
                assertEquals(0, accepted.received().gaps(), accepted.received()::toString);
                assertEquals(0, plain.received().gaps(), plain.received()::toString);
            }
            assertTrue(Waiting.until(() -> stillThere(objects).isEmpty(), PATIENCE),
                    () -> "of a dead node: " + stillThere(objects));
            assertEquals(site.firewallBefore(), FirewallState.of(site.router()));
        }
    }

    private static Running packets(DemoSite site, int port) {
        return UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, port).withCount(FOR_EVER, PACKETS_PER_SECOND)
                .start(site.user());
    }

    private static long counter(FaultFixture node, DemoModule module, String name) {
        Matcher matcher = Pattern.compile(" " + name + "=(\\d+)")
                .matcher(node.send(node.site.publisher().probe(module)).body());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** Maps and programs that a process has open, as {@code map=ID} and {@code prog=ID}. */
    private static List<String> bpfObjects(long pid) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fdinfo"))) {
            for (Path descriptor : descriptors.toList()) {
                BPF_ID.matcher(Files.readString(descriptor)).results()
                        .map(match -> match.group(1) + "=" + match.group(2)).forEach(found::add);
            }
        }
        return found.stream().distinct().sorted().toList();
    }

    private static List<String> stillThere(List<String> objects) {
        List<String> command = new ArrayList<>(List.of("python3", "-c", STILL_THERE));
        command.addAll(objects);
        String names = Exec.run(command).orThrow().stdout().strip();
        return names.isEmpty() ? List.of() : List.of(names.split(" ", -1));
    }
}
