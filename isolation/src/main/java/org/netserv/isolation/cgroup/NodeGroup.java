package org.netserv.isolation.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A control group for all of the node, where it would otherwise be in the root of version 1.
 *
 * <p>There the kernel lets the threads of each session share with other sessions and groups as one thread does (autogroup): however
 * little nice packet threads are, publishers' groups would get as much as all of the node together.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class NodeGroup {
    /** Of version 1: ten times what one ordinary thread has. A router's packets come first on a router. */
    private static final String SHARES = "10240";
    private static final String PROCESSES = "cgroup.procs";

    private NodeGroup() {}

    /** The name of the control group that has this process's threads, or those of its publishers. */
    static String name() {
        return "netserv-" + ProcessHandle.current().pid();
    }

    /** Where the process stands once it is out of the root, if that can be. */
    static CpuHierarchy leaveRoot(CpuHierarchy hierarchy) throws IOException {
        if (hierarchy.version() != 1 || !hierarchy.isRoot()) {
            return hierarchy;
        }
        Path group = Files.createDirectories(hierarchy.own().resolve(name()));
        try {
            Files.writeString(group.resolve("cpu.shares"), SHARES);
            move(group);
            return new CpuHierarchy(1, group, false);
        } catch (IOException e) {
            Files.deleteIfExists(group);
            throw e;
        }
    }

    /** Puts the process back into the root, if that is where it was. */
    static void enterRoot(CpuHierarchy hierarchy) throws IOException {
        Path group = hierarchy.own();
        Path root = group.getParent();
        if (hierarchy.version() == 1 && root != null && group.endsWith(name())) {
            move(root);
            Files.deleteIfExists(group);
        }
    }

    private static void move(Path group) throws IOException {
        Files.writeString(group.resolve(PROCESSES), Long.toString(ProcessHandle.current().pid()));
    }
}
