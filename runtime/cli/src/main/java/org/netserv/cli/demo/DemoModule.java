package org.netserv.cli.demo;

import java.util.Map;
import org.netserv.rig.Rig;

/**
 * A module that the demo installs.
 *
 * @param id its name and version
 * @param jar file among the distribution's modules
 * @param headers of its SETUP
 */
record DemoModule(String id, String jar, Map<String, String> headers) {

    /** A UDP port that NetMonitor's filter selects. */
    static final int MONITORED_PORT = 7000;
    /** A UDP port that no module wants. */
    static final int PLAIN_PORT = 7001;
    /** Where the server takes NetMonitor's reports. */
    static final int VISUALIZER_PORT = 9000;

    /** Answers keep-alives; behind the monitor, so that the monitor sees them too. */
    static final DemoModule KEEP_ALIVE = new DemoModule("NetServ.apps.KeepAlive_1.0.0", "keepalive.jar",
            Map.of("filter-proto", "udp", "filter-port", Integer.toString(Sipp.SIP_PORT), "order", "10"));

    /** Counts SIP and a port of other traffic, and reports to the server. */
    static final DemoModule NET_MONITOR = new DemoModule("NetServ.apps.NetMonitor_1.0.0", "netmonitor.jar",
            Map.of("filter-proto", "udp", "filter-port", Integer.toString(Sipp.SIP_PORT), "filter-proto.2", "udp",
                    "filter-port.2", Integer.toString(MONITORED_PORT), "properties",
                    "visualizer_ip=" + Rig.SERVER_IPV4 + ",visualizer_port=" + VISUALIZER_PORT));

    /** The last word of its name. */
    String title() {
        return id.substring(id.lastIndexOf('.', id.indexOf('_')) + 1, id.indexOf('_'));
    }

    DemoModule {
        headers = Map.copyOf(headers);
    }
}
