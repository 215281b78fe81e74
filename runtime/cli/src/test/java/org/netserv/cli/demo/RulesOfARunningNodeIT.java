package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.node.json.Json;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.rig.Privilege;
import org.netserv.rig.Waiting;
import org.netserv.testing.FaultRecord;

/** A node whose rules somebody flushes puts them back by itself. */
class RulesOfARunningNodeIT {
    private static final Path HOME = Path.of("target", "netserv").toAbsolutePath();
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Test
    void shouldComeBackByThemselvesWhenSomebodyFlushesThem() throws IOException {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        try (DemoSite site = DemoSite.create(HOME, "nfqueue")) {
            site.startNode();
            DemoModule module = DemoModule.NET_MONITOR;
            assertEquals(200, site.node().control()
                    .send(site.publisher().setup(module, site.url(module), LIFE, Map.of())).code().code());
            FirewallState right = FirewallState.of(site.router());
            assertTrue(right.ways() > 0, right.toString());
            for (String program : List.of("iptables", "ip6tables")) {
                site.router().exec(program, "-w", "-t", "raw", "-F").orThrow();
                site.router().exec(program, "-w", "-t", "mangle", "-F", "NETSERV").orThrow();
            }
            long begun = System.nanoTime();
            assertTrue(Waiting.until(() -> FirewallState.of(site.router()).equals(right), TIMEOUT),
                    () -> FirewallState.of(site.router()) + "\n" + site.nodeLog());
            long millis = (System.nanoTime() - begun) / 1_000_000;
            assertTrue(Waiting.until(() -> restored(status(site)) == 4, TIMEOUT), () -> status(site).toString());
            assertEquals(List.of(), status(site).get("plane-troubles"));
            assertEquals(0, site.node().stop());
            assertEquals(site.firewallBefore(), FirewallState.of(site.router()));
            FaultRecord.of("rules-of-a-node", getClass()).figure("all of a node's rules, back after", millis, "ms")
                    .write();
        }
    }

    private static Map<String, Object> status(DemoSite site) {
        return Json.parse(site.node().control()
                .send(new MessageBuilder(Method.STATUS, ControlMessage.NO_MODULE).build()).body());
    }

    private static long restored(Map<String, Object> status) {
        return status.get("counters") instanceof Map<?, ?> counters
                && counters.get("nfqueue.rules.restored") instanceof Number chains ? chains.longValue() : -1;
    }
}
