package org.netserv.perf.router;

/** A rung of the ladder. Each adds a layer to the one before it; the sixth replaces the fifth's module. */
public enum Configuration {
    /** Forwarding, and nothing else. */
    PLAIN,
    /** A filter table and connection tracking. */
    NETFILTER,
    /** Packets go through user space: a C program, which accepts every one of them. */
    YARDSTICK,
    /** A node is in the C program's place. */
    NODE,
    /** A module that counts packets by source, destination and TTL. */
    NET_MONITOR,
    /** In place of NetMonitor, a module that looks for SIP keep-alives in each packet. */
    KEEP_ALIVE;

    /** The configuration with this number, 1 to 6. */
    public static Configuration of(int number) {
        if (number < 1 || number > values().length) {
            throw new IllegalArgumentException("number must be 1 to 6: number=" + number);
        }
        return values()[number - 1];
    }

    /** Whether packets go through a process. */
    boolean hasContainer() {
        return compareTo(YARDSTICK) >= 0;
    }

    /** Whether that process is a JVM. */
    boolean hasJvm() {
        return compareTo(NODE) >= 0;
    }
}
