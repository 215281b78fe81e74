package org.netserv.perf.router;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netserv.rig.RigException;
import org.netserv.rig.Running;

/** Puts a configuration's layers upon one another, and takes them off again in the opposite order. */
final class LayeredRouter implements RouterUnderTest {

    /** Among the counters: datagrams of NetMonitor's that arrived. */
    static final String REPORTS = "reports.received";

    private final Configuration configuration;
    private final LadderPlane plane;
    private final RouterSite site;
    private final RouterOptions options;
    private final List<Runnable> undo = new ArrayList<>();
    private @Nullable Container container;
    private @Nullable Junction junction;
    private @Nullable ReportSink reports;
    private @Nullable EffortMeter effort;
    private Path net = Path.of("/proc/self/net");

    private LayeredRouter(Configuration configuration, LadderPlane plane, RouterSite site, RouterOptions options) {
        this.configuration = configuration;
        this.plane = plane;
        this.site = site;
        this.options = options;
    }

    static LayeredRouter open(Configuration configuration, LadderPlane plane, RouterSite site,
            RouterOptions options) {
        LayeredRouter router = new LayeredRouter(configuration, plane, site, options);
        try {
            router.open();
            return router;
        } catch (RuntimeException e) {
            router.close();
            throw e;
        }
    }

    private void open() {
        // A process whose only purpose is that /proc/PID/net shows the namespace.
        Running witness = site.router().start("sleep", "infinity");
        undo.add(witness::close);
        net = Path.of("/proc", Long.toString(witness.pid()), "net");
        NamespaceWitness.await(witness, site.router());
        if (configuration.hasFirewall()) {
            undo.add(() -> Firewall.clearFilter(site.router()));
            // Its rules bring connection tracking into the kernel, where that is a module.
            Firewall.loadFilter(site.router());
            undo.add(ConntrackLimit.raise());
        }
        if (configuration.hasContainer()) {
            WorkFolder folder = WorkFolder.create();
            undo.add(folder::close);
            undo.add(() -> plane.clear(site));
            Container started = configuration.hasJvm() ? openNode(folder.path())
                    : plane.openYardstick(site, options, folder.path());
            undo.add(started::close);
            container = started;
            Junction before = plane.junction(options, net, started);
            undo.add(before::close);
            junction = before;
            started.awaitedThreads().forEach(options.scheduling()::apply);
            started.packetThreads().forEach(options.scheduling()::apply);
        }
        effort = new EffortMeter(site.placement(), site.napiThreads(), site.rigThreads(), container);
    }

    private Container openNode(Path folder) {
        InetSocketAddress address = null;
        if (ModuleUnderTest.reports(configuration)) {
            ReportSink opened = ReportSink.open(site.reportHost(), site.reportAddress());
            undo.add(opened::close);
            reports = opened;
            address = opened.address();
        }
        ModuleUnderTest module = ModuleUnderTest.of(configuration, site.port(), address, folder);
        NodeProcess node = NodeProcess.start(site, options, plane, folder, address, module,
                configuration.hasFastPath());
        try {
            if (module == null) {
                plane.leadToNode(site, options, node);
            }
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    @Override
    public Map<String, Long> losses() {
        Map<String, Long> losses = new TreeMap<>(kernel().losses());
        if (container != null && junction != null) {
            alive(container);
            losses.putAll(junction.losses());
            losses.putAll(container.losses(container.counters()));
        }
        return losses;
    }

    @Override
    public long seen() {
        if (container == null || junction == null || configuration == Configuration.UNWANTED) {
            return kernel().forwarded();
        }
        long forwarded = configuration.hasFastPath() ? junction.forwarded() : 0;
        return configuration == Configuration.FORWARDED ? forwarded
                : forwarded + container.seen(container.counters());
    }

    @Override
    public long inFlight() {
        return junction == null ? 0 : junction.waiting();
    }

    private KernelCounters kernel() {
        return new KernelCounters(net, EffortMeter.routerCpus(site.placement()), configuration.hasFirewall());
    }

    private static void alive(Container process) {
        if (!process.isAlive()) {
            throw new RigException("the container has ended: " + process.lastWords());
        }
    }

    @Override
    public EffortMeter effort() {
        if (effort == null) {
            throw new IllegalStateException("not open");
        }
        return effort;
    }

    @Override
    public Map<String, Long> counters() {
        if (container == null) {
            return Map.of();
        }
        Map<String, Long> counters = new TreeMap<>(container.counters());
        if (reports != null) {
            counters.put(REPORTS, reports.received());
        }
        return counters;
    }

    @Override
    public OptionalLong pid() {
        return container == null ? OptionalLong.empty() : OptionalLong.of(container.pid());
    }

    @Override
    public Optional<Path> controlSocket() {
        return container == null ? Optional.empty() : container.controlSocket();
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (junction != null) {
            settings.put("packet threads", options.scheduling().toString());
            settings.putAll(junction.settings());
        }
        return settings;
    }

    @Override
    public @Nullable HeapRecording recordHeap() {
        return container != null && configuration.hasJvm() ? HeapRecording.start(container.pid(), plane) : null;
    }

    /** Each step is tried, whatever became of those before it; the first failure is thrown in the end. */
    @Override
    public void close() {
        RuntimeException failure = null;
        while (!undo.isEmpty()) {
            try {
                undo.removeLast().run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
