package org.netserv.perf.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    /** Commit of a source tree, seven digits, with {@code +} if it has changes; {@code unknown} outside of one. */
    static String commit(Path tree) {
        String commit = firstLine(List.of("git", "-C", tree.toString(), "rev-parse", "--short=7", "HEAD"));
        if (!commit.matches("[0-9a-f]{7,}")) {
            return "unknown";
        }
        // The results of a run are no change of what is measured.
        String changes = firstLine(List.of("git", "-C", tree.toString(), "status", "--porcelain", "--", ".",
                ":(exclude)results"));
        return changes.isEmpty() ? commit : commit + "+";
    }

    /** Empty if there is no such program, or it fails. */
    private static String firstLine(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? text.lines().findFirst().orElse("").strip() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
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
