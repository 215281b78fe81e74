package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Threads of the kernel's, by name. */
final class KernelThreads {

    private static final Path PROC = Path.of("/proc");

    private KernelThreads() {}

    /** Ids of those with these names; fewer if some are not there. */
    static List<Long> find(Collection<String> names) {
        return ProcText.ids(PROC).stream()
                .filter(id -> names.contains(ProcText.readIfPresent(PROC.resolve(id + "/comm")).strip())).toList();
    }
}
