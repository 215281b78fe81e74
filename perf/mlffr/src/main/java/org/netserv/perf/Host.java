package org.netserv.perf;

import java.util.List;
import org.netserv.rig.Exec;
import org.netserv.rig.Privilege;
import org.netserv.rig.RigException;

/** The machine that everything runs on: what it must have, and where the harness itself stays. */
final class Host {
    private static final int GENERATOR_CPU = 0;

    private Host() {}

    /**
     * The number of CPUs.
     *
     * <p><b>Errors.</b> {@link RigException} where nothing can be measured.
     */
    static int check() {
        if (!Privilege.isRoot()) {
            throw new RigException(
                    "measuring needs root: it makes network namespaces, loads BPF programs and binds kernel "
                            + "threads to CPUs");
        }
        int cpus = Runtime.getRuntime().availableProcessors();
        if (cpus < 2) {
            throw new RigException("measuring needs two CPUs, one for sender and receiver and one for the router: this "
                    + "host offers " + cpus);
        }
        return cpus;
    }

    /** Keeps all threads of this JVM, those to come included, off the router's CPUs. */
    static void settle() {
        Exec.run(List.of("taskset", "-a", "-p", "-c", Integer.toString(GENERATOR_CPU),
                Long.toString(ProcessHandle.current().pid()))).orThrow();
    }
}
