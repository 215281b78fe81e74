package org.netserv.perf.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Asks programs and libraries of the system for their versions. */
final class Tools {
    private Tools() {}

    /** Those that are there. */
    static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        put(versions, "software.iptables", firstLine(List.of("iptables", "--version")));
        put(versions, "software.gcc", firstLine(List.of("gcc", "--version")));
        put(versions, "software.libbpf", library("libbpf.so."));
        put(versions, "software.libnetfilter_queue", library("libnetfilter_queue.so."));
        return versions;
    }

    /**
     * Commit of a source tree, seven digits, with {@code +} if it has changes or git cannot tell; {@code unknown} outside of
     * one, and where git refuses because it belongs to another user.
     */
    static String commit(Path tree) {
        Optional<String> commit = output(List.of("git", "-C", tree.toString(), "rev-parse", "--short=7", "HEAD"))
                .map(String::strip).filter(line -> line.matches("[0-9a-f]{7,}"));
        if (commit.isEmpty()) {
            return "unknown";
        }
        // The results of a run are no change of what is measured.
        Optional<String> changes = output(List.of("git", "-C", tree.toString(), "status", "--porcelain", "--", ".",
                ":(exclude)results"));
        return commit.get() + (changes.isPresent() && changes.get().isBlank() ? "" : "+");
    }

    /**
     * Has the kernel load connection tracking, where that is a module: its parameters are not there before, and a machine is
     * to look the same before and after it was used. Without modules there is nothing to load, and no error.
     */
    static void loadConnectionTracking() {
        output(List.of("modprobe", "--quiet", "nf_conntrack"));
    }

    /** Empty if there is no such program, or it fails. */
    private static String firstLine(List<String> command) {
        return output(command).orElse("").lines().findFirst().orElse("").strip();
    }

    /** What a program prints; none if it is not there, or fails. */
    private static Optional<String> output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What follows {@code prefix} in the longest name of a library. */
    private static String library(String prefix) {
        String longest = "";
        for (String folder : List.of("/usr/lib", "/usr/lib64", "/usr/local/lib")) {
            // Beside one another in Fedora; one level deeper, by architecture, in Debian.
            try (Stream<Path> files = Files.find(Path.of(folder), 2, (file, _) -> named(file, prefix))) {
                for (Path library : files.toList()) {
                    String version = library.getFileName().toString().substring(prefix.length());
                    longest = version.length() > longest.length() ? version : longest;
                }
            } catch (IOException | UncheckedIOException e) {
                return longest;
            }
        }
        return longest;
    }

    private static boolean named(Path file, String prefix) {
        return file.getFileName().toString().startsWith(prefix);
    }

    private static void put(Map<String, String> versions, String name, String version) {
        if (!version.isEmpty()) {
            versions.put(name, version);
        }
    }
}
