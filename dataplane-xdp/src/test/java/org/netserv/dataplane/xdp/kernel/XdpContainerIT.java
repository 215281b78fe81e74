package org.netserv.dataplane.xdp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.rig.Exec;
import org.netserv.rig.Privilege;
import org.netserv.rig.Result;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;

/** The yardstick in C of this plane: that it forwards, and counts, with the program and the layouts that it shares with us. */
class XdpContainerIT {
    private static final Path ROOT = Path.of(System.getProperty("netserv.root", ".."));
    private static final String OBJECT = ROOT
            .resolve("dataplane-xdp/src/main/resources/org/netserv/dataplane/xdp/kernel/netserv_xdp.bpf.o")
            .toAbsolutePath().toString();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PORT = 5060;
    private static final int PACKETS = 2000;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void compile() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        Exec.run(List.of("make", "-s", "-C", ROOT.resolve("perf/native").toString(), "OUT=" + directory)).orThrow();
    }

    private static String program() {
        return directory.resolve("xdp_container").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void shouldForwardAllPacketsAndCountThem(String generic) {
        try (Rig rig = Rig.create("xdpcontainer");
                Running container = rig.router().start(program(), "--object", OBJECT, "--interface",
                        Rig.ROUTER_USER_INTERFACE, "--interface", Rig.ROUTER_SERVER_INTERFACE, "--generic", generic)) {
            container.awaitLine("^ready$", PATIENCE);
            String serverMac = ProgramFixture.text(ProgramFixture.mac(rig.server(), Rig.HOST_INTERFACE));
            for (boolean ipv4 : new boolean[]{true, false}) {
                String to = ipv4 ? Rig.SERVER_IPV4 : Rig.SERVER_IPV6;
                // Until the kernel knows a neighbour only its stack could send there.
                rig.router().ip("neigh", "replace", to, "lladdr", serverMac, "dev", Rig.ROUTER_SERVER_INTERFACE, "nud",
                        "permanent");
                try (UdpSink sink = UdpSink.start(rig.server(), to, PORT)) {
                    UdpSender.to(ipv4 ? Rig.USER_IPV4 : Rig.USER_IPV6, to, PORT).withCount(PACKETS, 10_000)
                            .send(rig.user());
                    sink.awaitPackets(PACKETS, PATIENCE);
                }
            }
            Exec.run(List.of("kill", "-USR1", Long.toString(container.pid()))).orThrow();
            Matcher report = container.awaitLine("\"received\":(\\d+),\"forwarded\":(\\d+),.*\"no_egress\":(\\d+),"
                    + "\"no_metadata\":0,\"ring_full\":0,", PATIENCE);
            long forwarded = Long.parseLong(report.group(2));
            assertTrue(forwarded >= 2 * PACKETS, "forwarded=" + forwarded);
            assertEquals(Long.parseLong(report.group(1)), forwarded + Long.parseLong(report.group(3)));
        }
    }

    @Test
    void shouldSayWhatIsWrongWithItsOptions() {
        for (List<String> options : List.of(List.of("--ring", "100", "--object", "x", "--interface", "y"),
                List.of("--interface", "lo"), List.of("--object", "/nonexistent", "--interface", "lo"))) {
            List<String> command = new ArrayList<>(List.of(program()));
            command.addAll(options);
            Result result = Exec.run(command);
            assertEquals(1, result.exit());
            assertTrue(result.stderr().contains("xdp_container: "), result.stderr());
        }
    }
}
