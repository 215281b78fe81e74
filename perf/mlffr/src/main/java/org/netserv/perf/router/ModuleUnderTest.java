package org.netserv.perf.router;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.testing.BundleBuilder;

/**
 * The module of a node under test.
 *
 * @param id name and version
 * @param jar file, either among the distribution's modules or absolute
 * @param port UDP port whose packets it wants
 * @param properties of its SETUP
 */
record ModuleUnderTest(String id, Path jar, int port, String properties) {
    /** Longer than any pause between two trials. */
    private static final int IDLE_SECONDS = 600;

    /**
     * The module of a configuration; null if it has none.
     *
     * @param port that the measured traffic goes to
     * @param reports where NetMonitor's reports go, or null
     * @param folder for what has to be built
     */
    static @Nullable ModuleUnderTest of(Configuration configuration, int port, @Nullable InetSocketAddress reports,
            Path folder) {
        return switch (configuration) {
            case NET_MONITOR -> netMonitor(port, reports);
            case KEEP_ALIVE -> new ModuleUnderTest("NetServ.apps.KeepAlive_1.0.0", Path.of("keepalive.jar"), port,
                    "measure=true");
            case UNWANTED, FORWARDED -> netMonitor(port + 1, reports);
            case OFFLOADED -> deciding(port, folder);
            case PLAIN, NETFILTER, YARDSTICK, NODE -> null;
        };
    }

    /** Whether the module of a configuration sends reports. */
    static boolean reports(Configuration configuration) {
        return switch (configuration) {
            case NET_MONITOR, UNWANTED, FORWARDED -> true;
            case PLAIN, NETFILTER, YARDSTICK, NODE, KEEP_ALIVE, OFFLOADED -> false;
        };
    }

    private static ModuleUnderTest netMonitor(int port, @Nullable InetSocketAddress reports) {
        return new ModuleUnderTest("NetServ.apps.NetMonitor_1.0.0", Path.of("netmonitor.jar"), port,
                reports == null ? ""
                        : "visualizer_ip=" + reports.getAddress().getHostAddress()
                                + ",visualizer_port=" + reports.getPort());
    }

    private static ModuleUnderTest deciding(int port, Path folder) {
        Path jar = folder.resolve("deciding.jar").toAbsolutePath();
        BundleBuilder.module("Mlffr.Deciding", "1.0.0", """
                public void start(ModuleContext context) {
                    context.register(packet -> {
                        packet.offload(Verdict.ACCEPT, %d);
                        return Verdict.ACCEPT;
                    });
                }
                """.formatted(IDLE_SECONDS)).build(jar);
        return new ModuleUnderTest("Mlffr.Deciding_1.0.0", jar, port, "");
    }

    /** The headers of its SETUP that say what it wants. */
    Map<String, String> headers() {
        return Map.of("filter-proto", "udp", "filter-port", Integer.toString(port), "properties", properties);
    }
}
