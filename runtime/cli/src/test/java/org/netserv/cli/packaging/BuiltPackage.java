package org.netserv.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.netserv.rig.Exec;
import org.netserv.rig.Result;

/** The Debian package as the launcher builds it, of what this build has made. */
final class BuiltPackage {
    private static final Path ROOT = Path.of(System.getProperty("netserv.root", "../..")).toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private BuiltPackage() {}

    /**
     * Builds it in an empty folder, which becomes a source tree in which the launcher finds what there is: in the real one it would
     * build anew what is being tested.
     */
    static Path in(Path tree) throws IOException {
        Files.copy(ROOT.resolve("netserv"), tree.resolve("netserv"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(tree.resolve("packaging"), ROOT.resolve("packaging"));
        Path scripts = Files.createDirectories(tree.resolve("runtime/cli/src/main/dist"));
        Files.copy(ROOT.resolve("runtime/cli/src/main/dist/launch.sh"), scripts.resolve("launch.sh"));
        Path target = Files.createDirectories(tree.resolve("runtime/cli/target"));
        Path built = Path.of("target").toAbsolutePath();
        Files.createSymbolicLink(target.resolve("packaging"), built.resolve("packaging"));
        Path distribution = Files.createDirectory(target.resolve("netserv"));
        try (Stream<Path> files = Files.list(built.resolve("netserv"))) {
            for (Path file : files.filter(each -> !each.endsWith("built")).toList()) {
                Files.createSymbolicLink(distribution.resolve(file.getFileName()), file);
            }
        }
        Files.createFile(distribution.resolve("built")); // newer than all sources
        Result result = Exec.run(List.of("env", "JAVA_HOME=" + System.getProperty("java.home"),
                tree.resolve("netserv").toString(), "package", "--no-install"), "", LIMIT).orThrow();
        Path deb = Path.of(result.stdout().strip());
        assertEquals(tree.resolve("target").toRealPath(), deb.getParent());
        return deb;
    }
}
