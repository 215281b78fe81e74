package org.netserv.perf.router;

import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The module of configurations 5 and 6.
 *
 * @param id name and version
 * @param jar file among the distribution's modules
 * @param properties of its SETUP
 */
record ModuleUnderTest(String id, String jar, String properties) {

    /** The module of a configuration; null if it has none. */
    static @Nullable ModuleUnderTest of(Configuration configuration, @Nullable InetSocketAddress reports) {
        return switch (configuration) {
            case NET_MONITOR -> new ModuleUnderTest("NetServ.apps.NetMonitor_1.0.0", "netmonitor.jar",
                    reports == null ? ""
                            : "visualizer_ip=" + reports.getAddress().getHostAddress()
                                    + ",visualizer_port=" + reports.getPort());
            case KEEP_ALIVE -> new ModuleUnderTest("NetServ.apps.KeepAlive_1.0.0", "keepalive.jar", "measure=true");
            case PLAIN, NETFILTER, YARDSTICK, NODE -> null;
        };
    }

    /** The headers of its SETUP that say what it wants. */
    Map<String, String> headers(int port) {
        return Map.of("filter-proto", "udp", "filter-port", Integer.toString(port), "properties", properties);
    }
}
