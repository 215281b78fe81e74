package org.netserv.perf.report;

/** The configurations by name. */
final class Configurations {
    private static final String[] SHORT = {"plain Linux", "+ Netfilter", "C container", "Java container", "NetMonitor",
        "KeepAlive", "beside a node", "in the driver", "offloaded"};
    private static final String[] LONG = {"Plain Linux forwarding", "Linux with Netfilter", "Container without Java",
        "Container with Java, no module", "Container with NetMonitor", "Container with KeepAlive",
        "Traffic that no module wants", "Traffic that no module wants, forwarded in the driver",
        "Flows that a module has decided on, forwarded in the driver"};

    private Configurations() {}

    /** {@code 4 Java container}: at most 16 characters. */
    static String name(int configuration) {
        return configuration + " " + of(SHORT, configuration);
    }

    /** {@code 4 Container with Java, no module}. */
    static String longName(int configuration) {
        return configuration + " " + of(LONG, configuration);
    }

    private static String of(String[] names, int configuration) {
        return configuration >= 1 && configuration <= names.length ? names[configuration - 1] : "?";
    }
}
