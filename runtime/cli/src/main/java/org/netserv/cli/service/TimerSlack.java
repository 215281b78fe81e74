package org.netserv.cli.service;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the kernel wake threads that look at something again and again a little later, with whatever else wakes the CPU: that is
 * most of what a node costs that has nothing to do. On a CPU that is busy their timers are as exact as others.
 *
 * <p>Beside the node's own, it is for the thread on which ZGC decides whether to collect, 100 times a second whatever there is
 * to decide. A collection may begin that much later, when the publisher that allocates leaves another CPU idle.
 *
 * <p><b>Source.</b> proc_pid_timerslack_ns(5); for threads other than the caller it needs CAP_SYS_NICE.
 */
public final class TimerSlack {
    private static final Logger LOG = LoggerFactory.getLogger(TimerSlack.class);
    static final Path THREADS = Path.of("/proc/self/task");
    static final Duration SLACK = Duration.ofMillis(40);
    /** As the kernel has their names, which it cuts off after 15 bytes: the last two are the planes' watchdogs. */
    static final Set<String> LOOKING = Set.of("ZDirector", "netserv-houseke", "netserv-nfqueue", "netserv-xdp-wat");

    private TimerSlack() {}

    /** Grants it to the threads of this process that there are now. Without CAP_SYS_NICE nothing changes. */
    public static void grant() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            threads.forEach(TimerSlack::grant);
        } catch (DirectoryIteratorException | IOException e) {
            LOG.debug("threads keep the slack of their timers", e);
        }
    }

    private static void grant(Path thread) {
        try {
            if (LOOKING.contains(name(thread))) {
                Files.writeString(file(thread), Long.toString(SLACK.toNanos()));
            }
        } catch (IOException e) { // also when it has just ended
            LOG.debug("thread {} keeps the slack of its timers", thread.getFileName(), e);
        }
    }

    static String name(Path thread) throws IOException {
        return Files.readString(thread.resolve("comm")).strip();
    }

    /** It is a file of the thread as if it were a process: its folder below the process's has none. */
    static Path file(Path thread) {
        return Path.of("/proc", thread.getFileName().toString(), "timerslack_ns");
    }
}
