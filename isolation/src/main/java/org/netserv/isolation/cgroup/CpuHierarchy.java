package org.netserv.isolation.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where this process stands in the control groups that share the CPU.
 *
 * <p><b>Source.</b> cgroups(7), proc(5).
 *
 * @param version of control groups, 1 or 2
 * @param own the process's own group
 * @param isRoot whether that is the root, as far as this process sees it
 */
record CpuHierarchy(int version, Path own, boolean isRoot) {
    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;

    /**
     * Reads where this process stands.
     *
     * @throws IOException if it stands nowhere: the message says what is missing
     */
    static CpuHierarchy ofThisProcess() throws IOException {
        return find(Files.readAllLines(Path.of("/proc/self/cgroup")),
                Files.readAllLines(Path.of("/proc/self/mountinfo")));
    }

    /**
     * Version 1 if the controller {@code cpu} is mounted there, otherwise version 2.
     *
     * @param groups lines of {@code /proc/self/cgroup}
     * @param mounts lines of {@code /proc/self/mountinfo}
     */
    static CpuHierarchy find(List<String> groups, List<String> mounts) throws IOException {
        String unified = null;
        for (String line : groups) {
            // 4:cpu,cpuacct:/path
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains("cpu")) {
                Path own = mounted(mounts, "cgroup", "cpu", fields[2]);
                if (own != null) {
                    return new CpuHierarchy(1, own, fields[2].equals("/"));
                }
            } else if (line.startsWith("0::")) {
                unified = fields[2];
            }
        }
        Path own = unified == null ? null : mounted(mounts, "cgroup2", null, unified);
        if (own == null) {
            throw new IOException("no control groups for the CPU are mounted: expected the controller cpu of version 1,"
                    + " or version 2");
        }
        return new CpuHierarchy(2, own, "/".equals(unified));
    }

    /** The folder of a group, or null if there is no mount that shows it. */
    private static @Nullable Path mounted(List<String> mounts, String type, @Nullable String option, String group) {
        for (String line : mounts) {
            // 32 31 0:29 /root /sys/fs/cgroup/cpu rw,relatime shared:1 - cgroup cgroup rw,cpu
            int dash = line.indexOf(" - ");
            if (dash < 0) {
                continue;
            }
            String[] before = line.substring(0, dash).split(" ", -1);
            String[] after = line.substring(dash + 3).split(" ", -1);
            boolean right = before.length > MOUNT_POINT && after.length == 3 && after[0].equals(type)
                    && (option == null || List.of(after[2].split(",", -1)).contains(option));
            if (right) {
                // A container sees only a part of the tree: the path begins with the mount's root.
                Path root = Path.of(before[ROOT]);
                Path path = Path.of(group).normalize();
                Path below = path.startsWith(root) ? root.relativize(path) : Path.of("/").relativize(path);
                return Path.of(before[MOUNT_POINT]).resolve(below).normalize();
            }
        }
        return null;
    }
}
