package org.netserv.isolation.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A control group for one publisher's threads, in a group for those of all publishers, below the process's own.
 *
 * <pre>
 *   version 1                          version 2
 *   OWN/ALL                            OWN/cgroup.subtree_control                +cpu
 *                                      OWN/ALL/cgroup.type                       threaded
 *                                             /cgroup.subtree_control            +cpu
 *          /USER/cpu.shares                   /USER/cgroup.type                  threaded
 *               /tasks                             /cpu.weight
 *                                                  /cgroup.threads
 * </pre>
 *
 * <p>All publishers' own threads together weigh as much as one ordinary thread; packet threads weigh nine times that, being less
 * nice. A smaller weight, or none as by {@code cpu.idle}, would harm all: the JVM waits for each thread in Java code before it
 * collects garbage or throws compiled code away, and a thread that the kernel does not run, as compilers want the CPU, keeps all
 * others waiting, packet threads among them. Among each other publishers share by weight.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Errors.</b> {@link IOException}, with the file that could not be written.
 */
final class CpuGroup {
    /** The process moves with the first publisher, and back with the last: that and what goes by where it is are one step. */
    private static final Object CHANGES = new Object();
    /** Of version 1, for a weight of 100. */
    private static final int SHARES = 1024;
    private static final int HUNDRED = 100;
    private static final int REMOVAL_ATTEMPTS = 50;
    private static final long REMOVAL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final CpuHierarchy hierarchy;
    private final Path own;
    private final Path all;
    private final Path group;
    private final String threads;

    private CpuGroup(CpuHierarchy hierarchy, String user) {
        this.hierarchy = hierarchy;
        own = hierarchy.own();
        all = own.resolve(own.endsWith(NodeGroup.name()) ? "publishers" : NodeGroup.name());
        group = all.resolve(user);
        threads = hierarchy.version() == 1 ? "tasks" : "cgroup.threads";
    }

    /** Makes a publisher's group, in the process's own as it is then. */
    static CpuGroup create(String user, int weight) throws IOException {
        synchronized (CHANGES) {
            return create(NodeGroup.leaveRoot(CpuHierarchy.ofThisProcess()), user, weight);
        }
    }

    /** The same in a given place. */
    static CpuGroup create(CpuHierarchy hierarchy, String user, int weight) throws IOException {
        CpuGroup made = new CpuGroup(hierarchy, user);
        try {
            Files.createDirectories(made.group);
            if (hierarchy.version() == 1) {
                write(made.group, "cpu.shares", Integer.toString(weight * SHARES / HUNDRED));
            } else {
                // First: it makes the process's own group one that may have threads in groups below.
                write(made.all, "cgroup.type", "threaded");
                write(made.own, "cgroup.subtree_control", "+cpu");
                write(made.group, "cgroup.type", "threaded");
                write(made.all, "cgroup.subtree_control", "+cpu");
                write(made.group, "cpu.weight", Integer.toString(weight));
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

    private static void write(Path folder, String file, String value) throws IOException {
        Files.writeString(folder.resolve(file), value);
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
                synchronized (CHANGES) {
                    Files.deleteIfExists(group);
                    removeLast();
                }
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

    /** The group of all publishers goes with the last of them. */
    private void removeLast() throws IOException {
        try (Stream<Path> left = Files.exists(all) ? Files.list(all) : Stream.empty()) {
            if (left.noneMatch(Files::isDirectory)) {
                Files.deleteIfExists(all);
                NodeGroup.enterRoot(hierarchy);
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
