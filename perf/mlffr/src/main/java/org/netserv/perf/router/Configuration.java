package org.netserv.perf.router;

import org.jspecify.annotations.Nullable;

/**
 * A rung of the ladder. Each adds a layer to the one before it; the sixth replaces the fifth's module.
 *
 * <p><b>Source.</b> Figures 11 and 12 of the paper, for what the prototype reached.
 */
public enum Configuration {
    /** Forwarding, and nothing else. */
    PLAIN(1, "plain Linux", "forwarding alone", 786, 343),
    /** A filter table and connection tracking. */
    NETFILTER(2, "Netfilter", "a filter table and connection tracking", 641, 343),
    /** Packets go through user space. */
    YARDSTICK(3, "container without Java", "every packet goes through a C program, which accepts it", 365, 213),
    /** Packets go through a node. */
    NODE(4, "container with Java", "the C program's place is taken by a node, which accepts every packet", 188, 117),
    /** A module that counts. */
    NET_MONITOR(5, "NetMonitor", "a module that counts packets by source, destination and TTL", 188, 111),
    /** A module that inspects. */
    KEEP_ALIVE(6, "KeepAlive", "in place of NetMonitor, a module that looks for SIP keep-alives in each packet", 0, 71);

    private final int number;
    private final String title;
    private final String adds;
    private final int prototype64;
    private final int prototype340;

    Configuration(int number, String title, String adds, int prototype64, int prototype340) {
        this.number = number;
        this.title = title;
        this.adds = adds;
        this.prototype64 = prototype64;
        this.prototype340 = prototype340;
    }

    /** The configuration with this number, 1 to 6. */
    public static Configuration of(int number) {
        for (Configuration configuration : values()) {
            if (configuration.number == number) {
                return configuration;
            }
        }
        throw new IllegalArgumentException("number must be 1 to 6: number=" + number);
    }

    /** 1 to 6. */
    public int number() {
        return number;
    }

    /** A few words. */
    public String title() {
        return title;
    }

    /** What is new over the one before it. */
    public String adds() {
        return adds;
    }

    /** Whether packets go through a process. */
    public boolean hasContainer() {
        return number >= YARDSTICK.number;
    }

    /** Whether that process is a JVM. */
    public boolean hasJvm() {
        return number >= NODE.number;
    }

    /** Whether the figures depend on the forwarding plane. */
    public boolean dependsOnPlane() {
        return hasContainer();
    }

    /** What the prototype forwarded, packets per second; null where the paper has no figure for the size. */
    public @Nullable Double prototype(String size) {
        int kilo = switch (size) {
            case "64" -> prototype64;
            case "340" -> prototype340;
            default -> 0;
        };
        return kilo == 0 ? null : Double.valueOf(kilo * 1000.0);
    }
}
