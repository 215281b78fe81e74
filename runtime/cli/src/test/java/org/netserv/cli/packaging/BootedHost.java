package org.netserv.cli.packaging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netserv.rig.Exec;
import org.netserv.rig.Namespace;
import org.netserv.rig.Result;
import org.netserv.rig.RigException;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/**
 * A host with the files of this one that a systemd of its own has booted, with nothing to start but what is installed there. It has
 * namespaces for processes, mounts, the network and control groups, devices that are none, and no say over this host's settings.
 */
final class BootedHost implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    /** Control groups first: what a namespace's root is, is where the process is when it is made. */
    private static final String BOOT = """
            set -e
            for hierarchy in systemd unified; do
                mkdir "/sys/fs/cgroup/$hierarchy/$2"
                echo $$ >"/sys/fs/cgroup/$hierarchy/$2/cgroup.procs"
            done
            exec unshare --mount --propagation private --pid --cgroup --uts --ipc --fork bash -ec '
                cd "$1"
                mount -t tmpfs -o mode=0755 tmpfs .
                cd "$1"
                mkdir upper work root
                mount -t overlay -o lowerdir=/,upperdir=upper,workdir=work overlay root
                cd root
                mount -t proc proc proc
                mount -t sysfs -o ro sysfs sys
                mount --bind proc/sys proc/sys
                mount -o remount,bind,ro proc/sys
                mount -t tmpfs -o mode=0755 tmpfs dev
                mkdir dev/shm dev/mqueue dev/hugepages dev/pts
                mknod -m 666 dev/null c 1 3
                mknod -m 666 dev/zero c 1 5
                mknod -m 666 dev/full c 1 7
                mknod -m 666 dev/random c 1 8
                mknod -m 666 dev/urandom c 1 9
                mknod -m 666 dev/tty c 5 0
                mknod -m 666 dev/ptmx c 5 2
                ln -s /proc/self/fd dev/fd
                mount -t tmpfs -o mode=0755 tmpfs run
                mount -t tmpfs -o mode=1777 tmpfs tmp
                mount -t tmpfs -o mode=0755 tmpfs sys/fs/cgroup
                mkdir sys/fs/cgroup/unified sys/fs/cgroup/systemd
                mount -t cgroup2 cgroup2 sys/fs/cgroup/unified
                mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
                rm -f etc/systemd/system/*.wants/* lib/systemd/system/multi-user.target.wants/* usr/sbin/policy-rc.d
                exec chroot . env -i container=netserv PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
                    /lib/systemd/systemd --unit=multi-user.target --log-target=journal --show-status=0
            ' boot "$1"
            """;
    private static final String REMOVE_GROUPS = """
            for hierarchy in systemd unified; do
                find "/sys/fs/cgroup/$hierarchy/$1" -depth -type d -exec rmdir {} \\;
            done
            """;

    private final Running boot;
    private final String group;
    private final Path root;
    private final List<String> enter;

    private BootedHost(Running boot, String group, long systemd) {
        this.boot = boot;
        this.group = group;
        root = Path.of("/proc", Long.toString(systemd), "root");
        enter = List.of("nsenter", "--target", Long.toString(systemd), "--mount", "--pid", "--net", "--cgroup", "--ipc",
                "--root", "--wdns=/");
    }

    /** A host in a network namespace that takes commands; {@code folder} is an empty one, and where it is mounted. */
    static BootedHost boot(Namespace network, Path folder) {
        String group = "netserv-test-" + ProcessHandle.current().pid();
        Running boot = network.startWithSysOfHost(List.of("bash", "-c", BOOT, "boot", folder.toString(), group),
                Map.of(),
                null);
        try {
            BootedHost host = new BootedHost(boot, group, child(boot));
            if (!host.isUp()) {
                throw new RigException("systemd did not boot: " + String.join("\n", boot.lines()));
            }
            return host;
        } catch (RuntimeException e) {
            end(boot, group);
            throw e;
        }
    }

    private static long child(Running boot) {
        if (!Waiting.until(() -> isUnshared(boot.pid()), TIMEOUT)) {
            throw new RigException("no namespace for systemd: " + String.join("\n", boot.lines()));
        }
        return ProcessHandle.of(boot.pid()).orElseThrow().children().findFirst().orElseThrow().pid();
    }

    private static boolean isUnshared(long pid) {
        return ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children)
                .anyMatch(child -> child.info().command().orElse("").endsWith("/systemd"));
    }

    private boolean isUp() {
        return Waiting.until(() -> run("systemctl", "is-system-running").stdout().strip().equals("running"), TIMEOUT);
    }

    /** Runs a program there to its end; a status other than 0 is no error. */
    Result run(String... argv) {
        List<String> command = new ArrayList<>(enter);
        command.addAll(List.of(argv));
        return Exec.run(command, "", TIMEOUT);
    }

    /** A file of the host, as this process finds it. */
    Path file(String path) {
        return Path.of(root + path);
    }

    /** What systemd says of a unit. */
    String property(String unit, String name) {
        return run("systemctl", "show", unit, "--property", name, "--value").orThrow().stdout().strip();
    }

    @Override
    public void close() {
        end(boot, group);
    }

    /** With its first process all others of the host end. */
    private static void end(Running boot, String group) {
        ProcessHandle.of(boot.pid()).stream().flatMap(ProcessHandle::children).forEach(ProcessHandle::destroyForcibly);
        boot.close();
        Waiting.until(() -> Exec.run(List.of("bash", "-c", REMOVE_GROUPS, "remove", group), "", TIMEOUT).ok(),
                Duration.ofSeconds(10));
    }
}
