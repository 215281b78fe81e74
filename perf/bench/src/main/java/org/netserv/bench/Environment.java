package org.netserv.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were measured on. */
final class Environment {
    private Environment() {}

    static List<String> lines(Effort effort) {
        return List.of(
                "JVM     %s %s".formatted(System.getProperty("java.vm.name"), System.getProperty("java.vm.version")),
                "CPU     %d × %s, %s %s, load %s".formatted(Runtime.getRuntime().availableProcessors(), processor(),
                        System.getProperty("os.name"), System.getProperty("os.version"), load()),
                "flags   " + (effort == Effort.SMOKE ? "this JVM's" : String.join(" ", ForkFlags.all())),
                "each    " + effort.text());
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String load() {
        try {
            String text = Files.readString(Path.of("/proc/loadavg"));
            return text.substring(0, text.indexOf(' '));
        } catch (IOException e) {
            return "unknown";
        }
    }
}
