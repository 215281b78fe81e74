package org.netserv.perf.rig;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.rig.Processes;
import org.netserv.rig.RigException;

/**
 * A parameter of the whole host's kernel that has another value for as long as this is open.
 *
 * <p>The value before is kept in a file below {@code /run}, which goes when the host restarts, as the parameter's value
 * does. So whoever comes after a process that was killed can put it back. A parameter that has got a third value
 * meanwhile is somebody else's, and stays.
 *
 * <p><b>Ownership.</b> {@link #close} puts the value back; so does the end of the JVM, and after {@code kill -9} the next
 * {@link #putBackLeftovers} or the next who changes the parameter.
 *
 * <p><b>Thread.</b> One at a time.
 *
 * <p><b>Errors.</b> {@link RigException} that names the parameter.
 */
public final class HostSetting implements AutoCloseable {
    private static final Path KEPT = Path.of("/run/netserv-mlffr");

    private final Path parameter;
    private final Path kept;
    private final String before;
    private final Thread hook = new Thread(this::putBack, "host-setting");

    /** What a file says: who changed the parameter, from what, to what. */
    private record Change(Path parameter, long pid, String before, String changed) {}

    private HostSetting(Path parameter, Path kept, String before) {
        this.parameter = parameter;
        this.kept = kept;
        this.before = before;
    }

    /** Changes a parameter, whose file is below {@code /proc/sys}. */
    public static HostSetting change(Path parameter, String value) {
        return change(parameter, value, KEPT);
    }

    static HostSetting change(Path parameter, String value, Path folder) {
        String before = valueToKeep(parameter, folder);
        HostSetting setting = new HostSetting(parameter, file(parameter, folder), before);
        try {
            Runtime.getRuntime().addShutdownHook(setting.hook);
        } catch (IllegalStateException e) {
            throw new RigException(parameter + " is not changed because the program is ending", e);
        }
        try {
            keep(setting.kept, new Change(parameter, ProcessHandle.current().pid(), before, value));
            write(parameter, value);
            return setting;
        } catch (RuntimeException e) {
            setting.close();
            throw e;
        }
    }

    /** The value that a parameter has when nobody of us has changed it. */
    public static String valueToKeep(Path parameter) {
        return valueToKeep(parameter, KEPT);
    }

    static String valueToKeep(Path parameter, Path folder) {
        Change change = read(file(parameter, folder));
        String present = value(parameter);
        return change != null && change.changed.equals(present) ? change.before : present;
    }

    /** Puts back what processes have changed that are gone. */
    public static void putBackLeftovers() {
        putBackLeftovers(KEPT);
    }

    static void putBackLeftovers(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Change change = read(file);
                if (change == null || Processes.isAlive(change.pid)) {
                    continue;
                }
                if (Files.exists(change.parameter)) {
                    new HostSetting(change.parameter, file, valueToKeep(change.parameter, folder)).putBack();
                } else {
                    // The module that it belonged to has been taken out of the kernel.
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new RigException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Path file(Path parameter, Path folder) {
        return folder.resolve(parameter.getFileName().toString());
    }

    /** Null if there is none, or none of ours. */
    private static @Nullable Change read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.size() == 4
                    ? new Change(Path.of(lines.get(0)), Long.parseLong(lines.get(1)), lines.get(2), lines.get(3))
                    : null;
        } catch (NoSuchFileException | NumberFormatException e) {
            return null;
        } catch (IOException e) {
            throw new RigException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whole or not at all, whenever the process is killed. */
    private static void keep(Path file, Change change) {
        try {
            Files.createDirectories(file.getParent());
            Path staging = file.resolveSibling(file.getFileName() + "." + change.pid);
            Files.write(staging, List.of(change.parameter.toString(), Long.toString(change.pid), change.before,
                    change.changed));
            Files.move(staging, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new RigException("cannot note the value of " + change.parameter + " in " + file + ": "
                    + e.getMessage(), e);
        }
    }

    private static String value(Path parameter) {
        try {
            // Not by readString: a sysctl has an end after the first read, which would be of a single byte.
            return Files.readAllLines(parameter).getFirst().strip();
        } catch (IOException e) {
            throw new RigException("cannot read " + parameter + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path parameter, String value) {
        try {
            Files.writeString(parameter, value);
        } catch (IOException e) {
            throw new RigException("cannot write " + value + " to " + parameter + ": " + e.getMessage(), e);
        }
    }

    private void putBack() {
        write(parameter, before);
        try {
            Files.deleteIfExists(kept);
        } catch (IOException e) {
            throw new RigException("cannot remove " + kept + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        putBack();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook does the same once more.
            return;
        }
    }
}
