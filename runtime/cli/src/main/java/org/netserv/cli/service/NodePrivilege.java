package org.netserv.cli.service;

/**
 * A part of root's power that a node needs. The launcher and the service's unit leave a node these, and nothing else of it; a
 * test compares the three.
 */
public enum NodePrivilege {
    /** A node cannot run without it. */
    CAP_NET_ADMIN(true, "netfilter queues, iptables rules, marks and buffers of sockets"),
    /** A node cannot run without it. */
    CAP_NET_RAW(true, "raw sockets, by which replies and emitted packets leave"),
    /** Without it others may get the CPU first. */
    CAP_SYS_NICE(false, "priority of packet threads, and of the one that takes out modules that loop");

    private final boolean vital;
    private final String use;

    NodePrivilege(boolean vital, String use) {
        this.vital = vital;
        this.use = use;
    }

    /** Whether a node cannot run without it. */
    public boolean isVital() {
        return vital;
    }

    /** What a node does with it. */
    public String use() {
        return use;
    }
}
