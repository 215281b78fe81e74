package org.netserv.node.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketPath;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.HeapMeter;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.ThreadPlacement;
import org.netserv.testing.BundleBuilder;

/** What containers need of a node, without the node. */
final class TestNode implements AutoCloseable {
    private static final Deadlines SHORT = new Deadlines(Duration.ofSeconds(3), Duration.ofSeconds(1),
            Duration.ofMillis(500));

    private final Path directory;
    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path = new PacketPath(1, List.of(), counters);
    private final List<FrameworkContainer> containers = new ArrayList<>();
    private int bundles;

    TestNode(Path directory) {
        this.directory = directory;
    }

    static ModuleSettings settings(String name, String version) {
        return new ModuleSettings(name, version, Map.of(), List.of());
    }

    PacketPath path() {
        return path;
    }

    Path directoryOf(String user) {
        return directory.resolve(user);
    }

    FrameworkContainer container(String user, ContainerSettings.Destination... destinations) throws SandboxException {
        return container(user, Quota.DEFAULT, ThreadPlacement.NONE, destinations);
    }

    FrameworkContainer container(String user, Quota quota, ThreadPlacement placement,
            ContainerSettings.Destination... destinations) throws SandboxException {
        ContainerSettings settings = new ContainerSettings(user, directoryOf(user),
                List.of(Prefix.parse("192.0.2.0/24"), Prefix.parse("2001:db8::/32")), List.of(5060, 8080),
                List.of(destinations), quota);
        FrameworkContainer container = FrameworkContainer.open(settings,
                new ContainerServices("node-1", counters, path.emitQueue(), path.workers()), BundleCheck.NONE,
                HeapMeter.NONE, placement, SHORT);
        containers.add(container);
        return container;
    }

    /** Installs the module {@code a.b} with this class body. */
    InstalledModule install(FrameworkContainer container, String body) throws SandboxException {
        return container.install(jar(BundleBuilder.module("a.b", "1.0.0", body)),
                new ModuleSettings("a.b", "1.0.0", Map.of("k", "v"), List.of()));
    }

    /** Installs and starts the module {@code a.b} whose start method has these statements. */
    InstalledModule start(FrameworkContainer container, String statements) throws SandboxException {
        InstalledModule module = install(container,
                "public void start(ModuleContext context) throws Exception {" + statements + "}");
        module.start();
        return module;
    }

    /** Builds a bundle to a new file. */
    Path jar(BundleBuilder builder) {
        return builder.build(directory.resolve("bundle" + bundles++ + ".jar"));
    }

    long count(String label) {
        return counters.snapshot().getOrDefault(label, -1L);
    }

    /** Counters whose label starts so. */
    Map<String, Long> counts(String prefix) {
        Map<String, Long> counts = new TreeMap<>(counters.snapshot());
        counts.keySet().removeIf(label -> !label.startsWith(prefix));
        return counts;
    }

    @Override
    public void close() {
        containers.forEach(FrameworkContainer::close);
    }
}
