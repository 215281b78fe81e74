package org.netserv.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;
import org.netserv.rig.Waiting;

/**
 * The folder of the demo's keys, configuration, state and logs.
 *
 * <p><b>Ownership.</b> Removed by {@link #close}, also when the JVM is told to end: then after the rig, whose programs
 * still write to it.
 */
final class WorkFolder implements AutoCloseable {

    private static final Duration RIG_TIMEOUT = Duration.ofSeconds(15);

    private final Path path;
    private final Thread hook = new Thread(this::removeLast, "demo-cleanup");

    private WorkFolder(Path path) {
        this.path = path;
    }

    static WorkFolder create() throws IOException {
        WorkFolder folder = new WorkFolder(Files.createTempDirectory("netserv-demo-"));
        Runtime.getRuntime().addShutdownHook(folder.hook);
        return folder;
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** A new folder in it. */
    Path folder(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + path.resolve(name) + ": " + e.getMessage(), e);
        }
    }

    /** Copies a resource of this package into a folder. */
    static Path copy(String resource, Path folder) {
        Path file = folder.resolve(resource);
        try (InputStream in = WorkFolder.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("resource=" + resource);
            }
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether the JVM is ending, by a signal: what fails now fails because of it. */
    static boolean isEnding() {
        try {
            Thread probe = new Thread(() -> {});
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private void removeLast() {
        String own = "-" + ProcessHandle.current().pid() + "-";
        try {
            Waiting.until(() -> Namespace.list().stream().noneMatch(name -> name.contains(own)), RIG_TIMEOUT);
            remove();
        } catch (IOException | RigException e) {
            System.err.println("netserv: " + path + " could not be removed: " + e.getMessage());
        }
    }

    private void remove() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already; the hook finds nothing to remove.
        }
    }
}
