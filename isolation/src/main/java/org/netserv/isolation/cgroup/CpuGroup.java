package org.netserv.isolation.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A control group for one publisher's threads, below the process's own.
 *
 * <pre>
 *   version 1                            version 2
 *   OWN/netserv-PID-USER/cpu.shares      OWN/cgroup.subtree_control            +cpu
 *                       /tasks           OWN/netserv-PID-USER/cgroup.type      threaded
 *                                                            /cpu.weight
 *                                                            /cgroup.threads
 * </pre>
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Errors.</b> {@link IOException}, with the file that could not be written.
 */
final class CpuGroup {
    /** Of version 1, for a weight of 100. */
    private static final int SHARES = 1024;
    private static final int HUNDRED = 100;
    private static final int REMOVAL_ATTEMPTS = 50;
    private static final long REMOVAL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Path own;
    private final Path group;
    private final String threads;

    private CpuGroup(CpuHierarchy hierarchy, String user) {
        own = hierarchy.own();
        group = own.resolve("netserv-" + ProcessHandle.current().pid() + "-" + user);
        threads = hierarchy.version() == 1 ? "tasks" : "cgroup.threads";
    }

    /** Makes a publisher's group. */
    static CpuGroup create(CpuHierarchy hierarchy, String user, int weight) throws IOException {
        CpuGroup made = new CpuGroup(hierarchy, user);
        Files.createDirectories(made.group);
        try {
            if (hierarchy.version() == 1) {
                Files.writeString(made.group.resolve("cpu.shares"), Integer.toString(weight * SHARES / HUNDRED));
            } else {
                // First: it makes the process's own group one that may have threads in groups below.
                Files.writeString(made.group.resolve("cgroup.type"), "threaded");
                Files.writeString(made.own.resolve("cgroup.subtree_control"), "+cpu");
                Files.writeString(made.group.resolve("cpu.weight"), Integer.toString(weight));
            }
        } catch (IOException e) {
            try {
                made.remove();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        return made;
    }

    /** Puts the calling thread, a platform thread, into the group. */
    void enter() throws IOException {
        // PID/task/TID
        Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
        Files.writeString(group.resolve(threads), self.getFileName().toString());
    }

    /** Removes the group; threads that are still in it go back to the process's own. */
    void remove() throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException e) {
                // A thread leaves a little after the JVM says that it has ended.
                if (attempt == REMOVAL_ATTEMPTS) {
                    throw e;
                }
                putBack();
                LockSupport.parkNanos(REMOVAL_PAUSE_NANOS);
            }
        }
    }

    private void putBack() {
        try {
            for (String thread : Files.readAllLines(group.resolve(threads))) {
                Files.writeString(own.resolve(threads), thread);
            }
        } catch (IOException ended) {
            // Threads that end meanwhile cannot be moved; whether the group goes is what counts.
            return;
        }
    }
}
