package org.netserv.perf.router;

/**
 * What a router is while it is measured. The first six are the ladder: each adds a layer to the one before it; the sixth replaces the
 * fifth's module. The others are routers beside whose node, or past it, the traffic goes, as most traffic of a router does: they have no
 * firewall, and compare with the first.
 */
public enum Configuration {
    /** Forwarding, and nothing else. */
    PLAIN(1),
    /** A filter table and connection tracking. */
    NETFILTER(2),
    /** Packets go through user space: a C program, which accepts every one of them. */
    YARDSTICK(3),
    /** A node is in the C program's place. */
    NODE(4),
    /** A module that counts packets by source, destination and TTL. */
    NET_MONITOR(5),
    /** In place of NetMonitor, a module that looks for SIP keep-alives in each packet. */
    KEEP_ALIVE(6),
    /** A node whose module wants other packets: those that are measured are forwarded by the kernel's stack. */
    UNWANTED(7),
    /** The same, but the plane itself sends on what no module wants. */
    FORWARDED(8),
    /** A node whose module decides on each flow by its first packet: the plane itself sends on the others. */
    OFFLOADED(9);

    /** Number of the last one. */
    public static final int LAST = 9;

    private final int number;

    Configuration(int number) {
        this.number = number;
    }

    /** The configuration with this number, from 1 on. */
    public static Configuration of(int number) {
        if (number < 1 || number > LAST) {
            throw new IllegalArgumentException("number must be 1 to " + LAST + ": number=" + number);
        }
        return values()[number - 1];
    }

    /** Its number, from 1 on. */
    public int number() {
        return number;
    }

    /** Whether packets meet Netfilter's filter table and connection tracking. */
    boolean hasFirewall() {
        return compareTo(NETFILTER) >= 0 && compareTo(KEEP_ALIVE) <= 0;
    }

    /** Whether there is a process that takes packets. */
    boolean hasContainer() {
        return compareTo(YARDSTICK) >= 0;
    }

    /** Whether that process is a JVM. */
    boolean hasJvm() {
        return compareTo(NODE) >= 0;
    }

    /** Whether the plane's part in the kernel sends packets on by itself. */
    boolean hasFastPath() {
        return compareTo(FORWARDED) >= 0;
    }
}
