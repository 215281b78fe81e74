package org.netserv.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.netserv.rig.RigException;

/**
 * Lifts the kernel's limit on threads of the real-time classes, for as long as it is open. NAPI threads, packet threads and
 * generator are such threads: with the limit, each CPU would take a pause of 50 ms in a second in which they use all of it.
 *
 * <p><b>Source.</b> Linux: Documentation/scheduler/sched-rt-group.rst.
 */
final class RealTime implements AutoCloseable {
    private static final Path LIMIT = Path.of("/proc/sys/kernel/sched_rt_runtime_us");
    private static final String NONE = "-1";

    private final String before;

    private RealTime(String before) {
        this.before = before;
    }

    /** <b>Errors.</b> {@link RigException} if the kernel does not let it. */
    static RealTime unlimited() {
        try {
            // Not by readString: a sysctl has an end after the first read, which would be of a single byte.
            RealTime limit = new RealTime(Files.readAllLines(LIMIT).getFirst().strip());
            Files.writeString(LIMIT, NONE);
            Runtime.getRuntime().addShutdownHook(limit.hook);
            return limit;
        } catch (IOException e) {
            throw new RigException("cannot lift the limit of real-time threads in " + LIMIT + ": " + e.getMessage(), e);
        }
    }

    private final Thread hook = new Thread(this::restore, "real-time-limit");

    private void restore() {
        try {
            Files.writeString(LIMIT, before);
        } catch (IOException e) {
            throw new RigException("cannot write " + before + " to " + LIMIT + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook does the same once more.
            return;
        }
    }
}
