package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.perf.result.Trial;
import org.netserv.perf.router.RouterUnderTest;
import org.netserv.perf.store.Environment;
import org.netserv.perf.store.Fingerprint;
import org.netserv.perf.traffic.Traffic;
import org.netserv.rig.Exec;
import org.netserv.rig.Privilege;
import org.netserv.rig.Result;

/** Each rung has a router without a past: what earlier ones put into the kernel costs its packets nothing. */
class FreshRouterIT {
    private static final Path ROOT = Path.of(System.getProperty("netserv.root", "../.."));

    private static RigSite site;

    @BeforeAll
    static void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        Exec.run(List.of("make", "-s", "-C", ROOT.resolve("perf/native").toString())).orThrow();
        site = RigSite.open(ROOT, Cpus.ofThisProcess());
    }

    @AfterAll
    static void takeDown() {
        if (site != null) {
            site.close();
        }
    }

    /** What goes by the rings of the plane {@code xdp} is not tracked. */
    @ParameterizedTest
    @CsvSource({"nfqueue, 2, true", "nfqueue, 3, true", "nfqueue, 4, true", "nfqueue, 5, true", "nfqueue, 6, true",
        "xdp, 3, false", "xdp, 4, false", "xdp, 5, false", "xdp, 6, false"})
    void shouldForwardWithoutNetfilterAfterConfiguration(String plane, int configuration, boolean tracks)
            throws Exception {
        try (RouterUnderTest router = open(plane, 1, configuration)) {
            assertTrue(forwards(router));
            assertEquals(tracks, tracked() > 0);
            openOldTable();
            assertNotEquals("", tables());
        }
        try (RouterUnderTest router = open(1, 1)) {
            assertEquals("", tables());
            assertEquals("", programs());
            assertTrue(pass(router).received() > 0);
            assertEquals(0, tracked());
        }
    }

    @Test
    void shouldForwardOnOneCoreAndOnTwoInTurn() throws Exception {
        for (int cores : new int[]{1, 2, 2, 1}) {
            try (RouterUnderTest router = open(cores, 1)) {
                Trial trial = pass(router);
                assertTrue(trial.received() > 0, trial::toString);
            }
        }
    }

    @Test
    void shouldFindTheMachineAsItWasAfterARouterWithNetfilter() {
        Map<String, String> before = Environment.read(Map.of());
        open(1, 2).close();
        assertEquals(List.of(), Fingerprint.differences(before, Environment.read(Map.of())));
    }

    private static RouterUnderTest open(int cores, int configuration) {
        return open("nfqueue", cores, configuration);
    }

    private static RouterUnderTest open(String plane, int cores, int configuration) {
        return site.open(new Rung(plane, cores, "340", configuration));
    }

    /** XDP programs on the router's interfaces, and the interface by which a node sends to the stack. */
    private static String programs() {
        return site.router().ip("-o", "link", "show").stdout().lines()
                .filter(line -> line.contains("xdp") || line.contains("netserv0")).collect(Collectors.joining("\n"));
    }

    private static Trial pass(RouterUnderTest router) throws InterruptedException {
        return site.conductor(Traffic.named("340"), site.between(router), 1_000_000).run("search", 5_000,
                Duration.ofMillis(100));
    }

    /** A JVM that has just started may have nothing through in a trial's 100 ms. */
    private static boolean forwards(RouterUnderTest router) throws InterruptedException {
        boolean received = false;
        for (int trial = 0; trial < 2 && !received; trial++) {
            received = pass(router).received() > 0;
        }
        return received;
    }

    /** A table of the older kind, where there is that kind: once looked at, its hooks stay as long as the namespace. */
    private static void openOldTable() {
        site.router().exec("sh", "-c", "iptables-legacy -t filter -L -n");
    }

    /** Of both kinds, empty ones too: without a table there is no hook. */
    private static String tables() {
        StringBuilder tables = new StringBuilder();
        for (String command : List.of("cat /proc/net/ip_tables_names", "cat /proc/net/ip6_tables_names",
                "nft list tables", "iptables-save", "ip6tables-save")) {
            Result result = site.router().exec("sh", "-c", command);
            tables.append(result.ok() ? result.stdout() : "");
        }
        return tables.toString();
    }

    private static long tracked() {
        return Long.parseLong(site.router().exec("cat", "/proc/sys/net/netfilter/nf_conntrack_count").orThrow().stdout()
                .strip());
    }
}
