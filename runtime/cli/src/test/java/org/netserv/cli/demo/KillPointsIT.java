package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.node.journal.Installed;
import org.netserv.node.journal.Journal;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.rig.Privilege;
import org.netserv.rig.Waiting;
import org.netserv.testing.BundleBuilder;
import org.netserv.testing.FaultRecord;

/**
 * A node is killed while SETUPs, upgrades and REMOVEs come, wherever it may be in them. When it is back, what it has answered holds;
 * and journal, modules, JARs and the kernel's rules agree.
 */
@ParameterizedClass
@CsvSource({"nfqueue, 200", "xdp, 10"})
class KillPointsIT {
    private static final int LONGEST_MILLIS = 1000;
    private static final Duration LIFE = Duration.ofHours(1);
    /** The kernel frees programs and devices behind the process's end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Path HOME = Path.of("target", "netserv").toAbsolutePath();
    private static final String ACCEPTS = "public void start(ModuleContext c) { c.register(packet -> Verdict.ACCEPT); }";
    private static final List<String> NAMES = List.of("Example.One", "Example.Two");
    private static final String NOTHING = "";
    private static final List<String> VERSIONS = List.of("1.0.0", "2.0.0", "3.0.0");

    private final String plane;
    private final int kills;
    @TempDir
    private Path folder;
    private DemoSite site;
    private final Random random = new Random(5);
    /** What has been answered of each name: the version that runs, or nothing. */
    private final Map<String, String> answered = new ConcurrentHashMap<>();
    /** What a name may have come to beside that, as the node was killed before it answered. */
    private final Map<String, String> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger answers = new AtomicInteger();

    KillPointsIT(String plane, int kills) {
        this.plane = plane;
        this.kills = kills;
    }

    @BeforeEach
    void build() throws IOException {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        site = DemoSite.create(HOME, plane);
        for (String name : NAMES) {
            for (String version : VERSIONS) {
                BundleBuilder.module(name, version, ACCEPTS)
                        .build(site.hostileFolder().resolve(module(name, version).jar()));
            }
        }
    }

    @AfterEach
    void demolish() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    private static DemoModule module(String name, String version) {
        return new DemoModule(name + "_" + version, name + "-" + version + ".jar", Map.of("filter-proto", "udp",
                "filter-port", Integer.toString(port(name))));
    }

    private static int port(String name) {
        return 7100 + NAMES.indexOf(name);
    }

    @Test
    void shouldHoldWhatItAnsweredWhereverItIsKilled() throws Exception {
        for (int kill = 0; kill < kills; kill++) {
            site.startNode();
            agree(kill);
            NodeProcess node = site.node();
            Thread publisher = Thread.ofPlatform().start(() -> publish(node.control()));
            LockSupport.parkNanos(Duration.ofMillis(1 + random.nextInt(LONGEST_MILLIS)).toNanos());
            node.kill();
            publisher.join();
            assertTrue(site.leavesRules() || Waiting.until(
                    () -> FirewallState.of(site.router()).equals(site.firewallBefore()), PATIENCE),
                    () -> "a node that is dead has left " + FirewallState.of(site.router()));
        }
        site.startNode();
        agree(kills);
        assertTrue(answers.get() > kills / 2, "answers=" + answers);
        assertEquals(0, site.node().stop());
        assertEquals(site.firewallBefore(), FirewallState.of(site.router()));
        // docs/faults.md is of that plane.
        if (plane.equals("nfqueue")) {
            FaultRecord.of("kill-points", getClass()).figure("kills", kills, "")
                    .figure("answers before them", answers.get(), "").write();
        }
    }

    private void publish(Control control) {
        Random order = new Random(random.nextLong());
        try {
            while (true) {
                String name = NAMES.get(order.nextInt(NAMES.size()));
                int choice = order.nextInt(VERSIONS.size() + 1);
                String wanted = choice == VERSIONS.size() ? NOTHING : VERSIONS.get(choice);
                DemoModule module = module(name, wanted.isEmpty() ? VERSIONS.getFirst() : wanted);
                underWay.put(name, wanted);
                Answer answer = control.send(wanted.isEmpty()
                        ? site.publisher().remove(new DemoModule(name, "", Map.of()))
                        : site.publisher().setup(module, site.hostileUrl(module), LIFE, Map.of()));
                if (answer.code().isSuccess()) {
                    answered.put(name, wanted);
                } else {
                    assertEquals(404, answer.code().code(), answer::detail);
                }
                underWay.remove(name);
                answers.incrementAndGet();
            }
        } catch (UncheckedIOException killed) {
            // as it was meant to be
        }
    }

    private void agree(int kill) throws IOException {
        Map<String, String> running = new TreeMap<>();
        for (Map<?, ?> entry : status()) {
            assertEquals("ACTIVE", entry.get("state"), () -> entry + "\n" + site.nodeLog());
            String id = String.valueOf(entry.get("id"));
            String name = id.substring(0, id.indexOf('_'));
            running.put(name, id.substring(id.indexOf('_') + 1));
        }
        for (String name : NAMES) {
            String known = answered.getOrDefault(name, NOTHING);
            String possible = underWay.getOrDefault(name, known);
            String found = running.getOrDefault(name, NOTHING);
            assertTrue(found.equals(known) || found.equals(possible), () -> "after kill " + kill + ": " + name + " is "
                    + found + ", answered was " + known + ", under way " + possible + "\n" + site.nodeLog());
            answered.put(name, found);
        }
        underWay.clear();
        List<Installed> journal = journal();
        assertEquals(running, journal.stream().collect(Collectors.toMap(Installed::name,
                entry -> entry.current().id().substring(entry.name().length() + 1), (a, b) -> a, TreeMap::new)));
        rules(running.keySet());
        Set<String> digests = new TreeSet<>();
        for (Installed entry : journal) {
            Stream.concat(Stream.of(entry.current()), entry.former().stream())
                    .forEach(version -> digests.add(version.digest() + ".jar"));
        }
        assertEquals(digests, jars());
    }

    /** One for each family of addresses, as the publisher has a prefix of each; a program on each interface where there are no rules. */
    private void rules(Set<String> running) {
        FirewallState rules = FirewallState.of(site.router());
        if (!site.leavesRules()) {
            assertEquals(2, rules.ways(), () -> rules + "\n" + site.nodeLog());
            return;
        }
        for (String name : NAMES) {
            assertEquals(running.contains(name) ? 2 : 0, rules.lines().stream()
                    .filter(line -> line.contains(" --dport " + port(name) + " ") && line.contains("-j NFQUEUE"))
                    .count(), () -> name + ": " + rules + "\n" + site.nodeLog());
        }
        assertEquals(2L * running.size(), rules.ways());
    }

    private List<Map<?, ?>> status() {
        Answer answer = site.node().control().send(new MessageBuilder(Method.STATUS, ControlMessage.NO_MODULE).build());
        return Json.parse(answer.body()).get("modules") instanceof List<?> modules
                ? modules.stream().<Map<?, ?>>map(module -> (Map<?, ?>) module).toList()
                : List.of();
    }

    private List<Installed> journal() throws IOException {
        Path copy = Files.copy(site.state().resolve("journal"), folder.resolve("journal"),
                StandardCopyOption.REPLACE_EXISTING);
        try (Journal journal = Journal.open(copy)) {
            assertEquals(List.of(), journal.damages());
            return journal.entries();
        }
    }

    private Set<String> jars() throws IOException {
        Path jars = site.state().resolve("users").resolve(Publisher.NAME).resolve("jars");
        if (!Files.isDirectory(jars)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(jars)) {
            return files.map(Path::getFileName).map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
