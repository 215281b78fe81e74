package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void shouldForwardWithoutNetfilterAfterConfiguration(int configuration) throws Exception {
        try (RouterUnderTest router = open(1, configuration)) {
            assertTrue(pass(router).received() > 0);
            assertTrue(tracked() > 0);
            openOldTable();
            assertNotEquals("", tables());
        }
        try (RouterUnderTest router = open(1, 1)) {
            assertEquals("", tables());
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
        return site.open(new Rung("nfqueue", cores, "340", configuration));
    }

    private static Trial pass(RouterUnderTest router) throws InterruptedException {
        return site.conductor(Traffic.named("340"), site.between(router), 1_000_000).run("search", 5_000,
                Duration.ofMillis(100));
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
