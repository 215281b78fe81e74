package org.netserv.perf.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/** A process by which the files of a network namespace are read. */
final class NamespaceWitness {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private NamespaceWitness() {}

    /** Waits until a process that was just started has entered its namespace: until then it shows that of its parent. */
    static void await(Running process, Namespace namespace) {
        Path inside = Path.of("/run/netns", namespace.name());
        Path seen = Path.of("/proc", Long.toString(process.pid()), "ns/net");
        if (!Waiting.until(() -> same(inside, seen), TIMEOUT)) {
            throw new RigException("a process did not enter " + namespace.name() + " within " + TIMEOUT.toSeconds()
                    + " s");
        }
    }

    private static boolean same(Path first, Path second) {
        try {
            return Files.getAttribute(first, "unix:ino").equals(Files.getAttribute(second, "unix:ino"));
        } catch (IOException e) {
            return false;
        }
    }
}
