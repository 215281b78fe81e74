package org.netserv.perf.report;

/** The six configurations by name. */
final class Configurations {
    private static final String[] SHORT = {"plain Linux", "+ Netfilter", "C container", "Java container", "NetMonitor",
        "KeepAlive"};
    private static final String[] LONG = {"Plain Linux forwarding", "Linux with Netfilter", "Container without Java",
        "Container with Java, no module", "Container with NetMonitor", "Container with KeepAlive"};

    private Configurations() {}

    static String name(int configuration) {
        return configuration >= 1 && configuration <= SHORT.length ? SHORT[configuration - 1] : "?";
    }

    static String longName(int configuration) {
        return configuration >= 1 && configuration <= LONG.length ? LONG[configuration - 1] : "?";
    }
}
