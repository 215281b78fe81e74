package org.netserv.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node as it is delivered: a folder with the JVM's flags, {@code lib} and {@code modules}. Started as the launcher does it.
 *
 * @param home the folder
 */
public record Delivery(Path home) {
    private static final String CACHE = "node.aot";
    /** Has each step of a frame of AF_XDP checked. */
    private static final String FRAMES = "-ea:org.netserv.dataplane.xdp...";

    /** A program's arguments that run a node, on the JVM of the caller. If that has assertions on, as tests have, so have frames of AF_XDP. */
    public List<String> node(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + home.resolve("jvm.args"), "@" + home.resolve("run.args")));
        if (hasCache()) {
            command.add("-XX:AOTCache=" + home.resolve(CACHE));
        }
        if (Delivery.class.desiredAssertionStatus()) {
            command.add(FRAMES);
        }
        command.addAll(List.of("-Dnetserv.home=" + home, "--module-path", home.resolve("lib").toString(), "-m",
                "org.netserv.cli/org.netserv.cli.Main", "run"));
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }

    /** The same on these CPUs, as {@code 0,1}. */
    public static List<String> on(String cpus, List<String> command) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cpus));
        pinned.addAll(command);
        return List.copyOf(pinned);
    }

    /** Whether the JVM has been trained, with these very JARs: it complains of others. */
    private boolean hasCache() {
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            FileTime trained = Files.getLastModifiedTime(home.resolve(CACHE));
            return jars.allMatch(jar -> trained.compareTo(modified(jar)) > 0);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static FileTime modified(Path jar) {
        try {
            return Files.getLastModifiedTime(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
