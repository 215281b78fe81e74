package org.netserv.perf.router;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.netserv.rig.RigException;

/** Threads of the kernel's, by name. */
final class KernelThreads {

    private KernelThreads() {}

    /** Ids of those with these names; fewer if some are not there. */
    static List<Long> find(Collection<String> names) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (names.contains(ProcText.readIfPresent(process.resolve("comm")).strip())) {
                    found.add(Long.valueOf(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new RigException("cannot list /proc: " + e.getMessage(), e);
        }
        return List.copyOf(found);
    }
}
