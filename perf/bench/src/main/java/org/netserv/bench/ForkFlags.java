package org.netserv.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The flags of a benchmark's JVM: those of a node, changed where they name modules.
 *
 * <pre>
 *   node                                                       benchmark
 *   --enable-native-access=org.netserv.ffi                     =ALL-UNNAMED
 *   --add-exports java.base/jdk.internal.misc=org.agrona       =ALL-UNNAMED
 *   --add-opens java.base/java.util=org.netserv.isolation      =ALL-UNNAMED, and more packages
 *   --sun-misc-unsafe-memory-access=deny                       =allow: JMH itself asks Unsafe for offsets
 *   --module-path                                              -cp
 * </pre>
 *
 * <p>The compiler does not care which module code is in; collector, heap and all else are the same.
 */
final class ForkFlags {
    private static final List<String> FILES = List.of("jvm.args", "run.args");

    private ForkFlags() {}

    /** The flags, in the order of a node's. */
    static List<String> all() {
        List<String> flags = new ArrayList<>();
        for (String file : FILES) {
            flags.addAll(translated(read(file)));
        }
        flags.add("-Dslf4j.internal.verbosity=ERROR");
        return flags;
    }

    /** The flags of an argument file, for a JVM in which everything is in the unnamed module. */
    static List<String> translated(String file) {
        List<String> flags = new ArrayList<>();
        file.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> flags.addAll(List.of(line.split("\\s+", -1))));
        flags.replaceAll(ForkFlags::translatedFlag);
        return flags;
    }

    private static String translatedFlag(String flag) {
        return flag.replace("=org.netserv.ffi", "=ALL-UNNAMED").replace("=org.agrona", "=ALL-UNNAMED")
                .replace("=org.netserv.isolation", "=ALL-UNNAMED")
                .replace("--sun-misc-unsafe-memory-access=deny", "--sun-misc-unsafe-memory-access=allow");
    }

    private static String read(String file) {
        try (InputStream in = ForkFlags.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the benchmarks were packaged without " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
