package org.netserv.perf.router;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.netserv.rig.RigException;

/** Whether what a router needs is there. <b>Errors.</b> {@link RigException} with one sentence that says what to do. */
final class Programs {

    private Programs() {}

    /** A program in PATH. */
    static void require(String name, String debianPackage) {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return;
            }
        }
        throw new RigException(name + " is not in PATH (" + path + "): install it (Debian: apt-get install "
                + debianPackage + ")");
    }

    /** A program of the yardsticks. */
    static void requireYardstick(Path program) {
        if (!Files.isExecutable(program)) {
            throw new RigException("the C program of configuration 3 is not built: expected " + program
                    + " (make -C perf/native)");
        }
    }

    /** The node as it is delivered. */
    static void requireDistribution(Path home) {
        for (String part : new String[]{"jvm.args", "run.args", "lib", "modules"}) {
            if (!Files.exists(home.resolve(part))) {
                throw new RigException("the node is not built: expected " + home.resolve(part)
                        + " (mvn package -pl runtime/cli -am)");
            }
        }
    }
}
