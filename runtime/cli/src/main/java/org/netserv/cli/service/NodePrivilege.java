package org.netserv.cli.service;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A part of root's power that a node needs. The launcher and the service's unit leave a node these, and nothing else of it; a
 * test compares the three. What only some planes need the launcher leaves to nodes that have such a plane.
 */
public enum NodePrivilege {
    /** A node cannot run without it. */
    CAP_NET_ADMIN("", true,
            "netfilter queues, iptables rules, XDP programs on interfaces, marks and buffers of sockets"),
    /** A node cannot run without it. */
    CAP_NET_RAW("", true, "raw sockets, by which replies and emitted packets leave, and those of AF_XDP"),
    /** Without it others may get the CPU first. */
    CAP_SYS_NICE("", false, "priority of packet threads, and of the one that takes out modules that loop"),
    /** Without it the plane xdp has no program. */
    CAP_BPF("xdp", false, "the XDP program and its maps"),
    /** Without it the kernel does not take what the plane xdp's program does with pointers. */
    CAP_PERFMON("xdp", false, "an XDP program that compares pointers"),
    /** Without it the plane xdp has as much memory as the limit of locked memory lets it have, which is often 8 MB. */
    CAP_IPC_LOCK("xdp", false, "memory for packets that stays where it is");

    private final String plane;
    private final boolean vital;
    private final String use;

    NodePrivilege(String plane, boolean vital, String use) {
        this.plane = plane;
        this.vital = vital;
        this.use = use;
    }

    /** What a node with these planes needs. */
    public static List<NodePrivilege> of(Collection<String> planes) {
        return Arrays.stream(values()).filter(each -> each.plane.isEmpty() || planes.contains(each.plane)).toList();
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
