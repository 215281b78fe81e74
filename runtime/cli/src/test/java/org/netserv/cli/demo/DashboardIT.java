package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.netserv.cli.EachPlane;
import org.netserv.node.json.Json;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.Waiting;

/** The dashboard against a node that forwards packets of the kernel's through a module. */
class DashboardIT {
    private static final Path HOME = Path.of("target", "netserv").toAbsolutePath();
    private static final Path DASHBOARD = Path.of(System.getProperty("netserv.root", "../.."),
            "docs/grafana/netserv.json");
    private static final Pattern METRIC = Pattern.compile("\\b(?:netserv|jvm|process)_[a-z0-9_]+");
    /** The names of labels in {@code {name=~"…"}} and {@code by (name, name)}. */
    private static final Pattern LABEL = Pattern.compile("[{,]([a-z]+)=~?\\\\\"|by \\(([a-z, ]+)\\)");
    /** Prometheus gives each series this one. */
    private static final String SCRAPED = "instance";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int PACKETS = 100;

    @ParameterizedTest
    @EachPlane
    void shouldAskForNothingThatANodeDoesNotTell(String plane) throws IOException {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        try (DemoSite site = DemoSite.create(HOME, plane)) {
            site.startNode();
            DemoModule module = DemoModule.NET_MONITOR;
            assertEquals(200, site.node().control().send(site.publisher().setup(module, site.url(module),
                    Duration.ofMinutes(1), Map.of())).code().code());
            try (Running sender = UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, DemoModule.MONITORED_PORT)
                    .withCount(PACKETS, 1000).start(site.user())) {
                assertEquals(0, sender.awaitExit(TIMEOUT));
            }
            assertTrue(site.nodeLog().contains(" INFO  publisher: user=publisher module=" + module.id()
                    + " it is installed until "), site::nodeLog);
            assertTrue(site.nodeLog().contains(" INFO  Node: node router runs on plane " + plane + " "), site::nodeLog);
            List<String> metrics = metrics(site);
            assertEquals(Set.of(), beyond(asked(METRIC), metrics.stream().filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("[{ ]", 2)[0]).collect(Collectors.toSet())));
            Set<String> labels = metrics.stream().filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Pattern.compile("([a-z]+)=\"").matcher(line).results())
                    .map(label -> label.group(1)).collect(Collectors.toCollection(TreeSet::new));
            labels.add(SCRAPED);
            assertEquals(Set.of(), beyond(asked(LABEL), labels));
            assertEquals(List.of(), metrics.stream().filter(line -> line.startsWith("netserv_other_total")).toList());
        }
    }

    /** The lines of the answer once all packets are in it. */
    private static List<String> metrics(DemoSite site) {
        String wanted = "netserv_module_packets_total{user=\"" + Publisher.NAME + "\",module=\""
                + DemoModule.NET_MONITOR.id() + "\"} " + PACKETS;
        List<String> lines = new ArrayList<>();
        boolean seen = Waiting.until(() -> {
            lines.clear();
            lines.addAll(get(site, "/metrics"));
            return lines.contains(wanted);
        }, TIMEOUT);
        assertTrue(seen, () -> wanted + " is not in\n" + String.join("\n", lines));
        assertEquals("ok", get(site, "/readyz/" + Publisher.NAME).getLast());
        return lines;
    }

    /** In the namespace of the router, where a node's loopback is. */
    private static List<String> get(DemoSite site, String path) {
        return site.router().exec("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + DemoSite.METRICS_PORT
                + "; printf 'GET " + path + " HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3").orThrow().stdout().lines()
                .dropWhile(line -> !line.isBlank()).skip(1).toList();
    }

    private static Set<String> asked(Pattern pattern) throws IOException {
        Set<String> asked = new TreeSet<>();
        for (Object panel : (List<?>) Json.parse(Files.readString(DASHBOARD)).getOrDefault("panels", List.of())) {
            Matcher found = pattern.matcher(Json.compact(panel));
            while (found.find()) {
                String names = found.groupCount() == 0 ? found.group()
                        : found.group(1) == null ? found.group(2) : found.group(1);
                asked.addAll(List.of(names.split(", ")));
            }
        }
        assertTrue(asked.size() > 5, asked::toString);
        return asked;
    }

    private static Set<String> beyond(Set<String> some, Set<String> known) {
        Set<String> left = new TreeSet<>(some);
        left.removeAll(known);
        return left;
    }
}
