package org.netserv.cli.service;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.netserv.node.config.Configuration;

/**
 * A part of root's power that a node needs. The launcher and the service's unit leave a node these, and nothing else of it; a
 * test compares the three. What only some configurations have a use for the launcher leaves to nodes with such a one.
 */
public enum NodePrivilege {
    /** A node cannot run without it. */
    CAP_NET_ADMIN(Use.EVERY_NODE, true,
            "netfilter queues, iptables rules, XDP programs on interfaces, marks and buffers of sockets"),
    /** A node cannot run without it. */
    CAP_NET_RAW(Use.EVERY_NODE, true,
            "raw sockets, by which replies, emitted packets and signaling's Queries leave, and those of AF_XDP"),
    /** Without it others may get the CPU first. */
    CAP_SYS_NICE(Use.EVERY_NODE, false,
            "priority of packet threads, and of the one that takes out modules that loop"),
    /** Without it the plane xdp has no program. */
    CAP_BPF(Use.PLANE_XDP, false, "the XDP program and its maps"),
    /** Without it the kernel does not take what the plane xdp's program does with pointers. */
    CAP_PERFMON(Use.PLANE_XDP, false, "an XDP program that compares pointers"),
    /** Without it the plane xdp has as much memory as the limit of locked memory lets it have, which is often 8 MB. */
    CAP_IPC_LOCK(Use.PLANE_XDP, false, "memory for packets that stays where it is"),
    /** Without it a node whose configuration has signaling does not start. */
    CAP_NET_BIND_SERVICE(Use.SIGNALING, false, "signaling at UDP port 270");

    /** What of a node has a use for it. */
    public enum Use {
        /** Whatever the configuration says. */
        EVERY_NODE,
        /** The plane xdp. */
        PLANE_XDP,
        /** Signaling. */
        SIGNALING;

        /** What a configuration has. */
        public static Set<Use> of(Configuration configuration) {
            Set<Use> uses = EnumSet.of(EVERY_NODE);
            if (configuration.planes().stream().anyMatch(plane -> plane.name().equals("xdp"))) {
                uses.add(PLANE_XDP);
            }
            if (configuration.signaling() != null) {
                uses.add(SIGNALING);
            }
            return uses;
        }
    }

    private final Use by;
    private final boolean vital;
    private final String use;

    NodePrivilege(Use by, boolean vital, String use) {
        this.by = by;
        this.vital = vital;
        this.use = use;
    }

    /** What a node needs that has these. */
    public static List<NodePrivilege> of(Set<Use> uses) {
        return Arrays.stream(values()).filter(each -> uses.contains(each.by)).toList();
    }

    /** Whether no node can run without it. */
    public boolean isVital() {
        return vital;
    }

    /** What a node does with it. */
    public String use() {
        return use;
    }
}
