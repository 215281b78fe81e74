package org.netserv.cli.packaging;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netserv.rig.Exec;
import org.netserv.rig.Namespace;
import org.netserv.rig.Result;
import org.netserv.rig.Running;

/**
 * A host with the files of this one, which it may change: changes go to memory, and are gone with it. In a network namespace,
 * and in a mount namespace that one process holds.
 */
final class OverlayHost implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String MOUNT = """
            set -e
            cd "$1"
            mount -t tmpfs -o mode=0755 tmpfs .
            cd "$1"
            mkdir upper work root
            mount -t overlay -o lowerdir=/,upperdir=upper,workdir=work overlay root
            for folder in proc sys dev; do mount --rbind /$folder root/$folder; done
            mount -t tmpfs -o mode=0755 tmpfs root/run
            mount -t tmpfs -o mode=1777 tmpfs root/tmp
            echo ready
            exec sleep infinity
            """;

    private final Path folder;
    private final Running holder;

    private OverlayHost(Path folder, Running holder) {
        this.folder = folder;
        this.holder = holder;
    }

    /** A host in a network namespace; {@code folder} is an empty one, and where it is mounted. */
    static OverlayHost create(Namespace network, Path folder) {
        Running holder = network.start(List.of("unshare", "--mount", "--propagation", "private", "bash", "-c", MOUNT,
                "overlay", folder.toString()), Map.of(), null);
        try {
            holder.awaitLine("^ready$", TIMEOUT);
        } catch (RuntimeException e) {
            holder.close();
            throw e;
        }
        return new OverlayHost(folder, holder);
    }

    /** Runs a program there to its end; a status other than 0 is no error. */
    Result run(String... argv) {
        return Exec.run(command(List.of(argv)), "", TIMEOUT);
    }

    /** Starts a program there; its process id is that of what runs in the end. */
    Running start(List<String> argv, Map<String, String> environment) {
        return Running.start(command(argv), environment, null);
    }

    /** A file of the host, as this process finds it. */
    Path file(String path) {
        return Path.of("/proc", Long.toString(holder.pid()), "root" + folder, "root" + path);
    }

    /** Files, links and folders that the host has and this one does not, or otherwise; and those that it has no more. */
    List<String> changes() {
        // A folder of this host is among what has changed as soon as something below it has.
        return inside("find", folder.resolve("upper").toString(), "-mindepth", "1", "-printf", "%y/%P\n").lines()
                .filter(line -> !line.startsWith("d") || !Files.isDirectory(Path.of(line.substring(1))))
                .map(line -> line.substring(1)).sorted().toList();
    }

    private List<String> command(List<String> argv) {
        List<String> command = new ArrayList<>(enter());
        command.addAll(List.of("chroot", folder.resolve("root").toString()));
        command.addAll(argv);
        return command;
    }

    private String inside(String... argv) {
        List<String> command = new ArrayList<>(enter());
        command.addAll(List.of(argv));
        return Exec.run(command, "", TIMEOUT).orThrow().stdout();
    }

    private List<String> enter() {
        return List.of("nsenter", "--target", Long.toString(holder.pid()), "--mount", "--net", "--wd=/");
    }

    @Override
    public void close() {
        holder.close();
    }
}
