package org.netserv.perf.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;
import org.netserv.rig.Waiting;

/**
 * A folder for a container's configuration, state and counters, and for what else a measurement needs until it ends.
 *
 * <p><b>Ownership.</b> Removed by {@link #close}, and when the JVM ends: then after the containers, which still write to
 * it until their namespaces go.
 */
public final class WorkFolder implements AutoCloseable {

    private static final Duration CONTAINERS_END = Duration.ofSeconds(15);

    private final Path path;
    private final Thread hook = new Thread(this::removeLast, "netserv-mlffr-cleanup");

    private WorkFolder(Path path) {
        this.path = path;
    }

    /** A new one. <b>Errors.</b> {@link RigException} if it cannot be made. */
    public static WorkFolder create() {
        try {
            WorkFolder folder = new WorkFolder(
                    Files.createTempDirectory("netserv-mlffr-" + ProcessHandle.current().pid() + "-"));
            Runtime.getRuntime().addShutdownHook(folder.hook);
            return folder;
        } catch (IOException e) {
            throw new RigException("cannot make a folder for the container: " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new RigException("no router is opened because the program is ending", e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    private void removeLast() {
        String own = "-" + ProcessHandle.current().pid() + "-";
        Waiting.until(() -> Namespace.list().stream().noneMatch(name -> name.contains(own)), CONTAINERS_END);
        remove();
    }

    private void remove() {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            List<Path> files = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new RigException("cannot remove " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already; the hook finds nothing to remove.
        }
    }
}
