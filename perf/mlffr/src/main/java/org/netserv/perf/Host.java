package org.netserv.perf;

import java.util.List;
import org.netserv.rig.Exec;
import org.netserv.rig.Privilege;
import org.netserv.rig.RigException;

/** The machine that everything runs on: what it must have, and where the harness itself stays. */
final class Host {

    private Host() {}

    /**
     * The CPUs that may be used. To be asked before {@link #settle}, which leaves this process one of them.
     *
     * <p><b>Errors.</b> {@link RigException} where nothing can be measured.
     */
    static Cpus check() {
        if (!Privilege.isRoot()) {
            throw new RigException(
                    "measuring needs root: it makes network namespaces, loads BPF programs and binds kernel "
                            + "threads to CPUs");
        }
        Cpus cpus = Cpus.ofThisProcess();
        if (cpus.count() < 2) {
            throw new RigException("measuring needs two CPUs, one for sender and receiver and one for the router: this "
                    + "process may use CPU " + cpus + " alone");
        }
        return cpus;
    }

    /** Keeps all threads of this JVM, those to come included, on the generator's CPU and off the router's. */
    static void settle(Cpus cpus) {
        Exec.run(List.of("taskset", "-a", "-p", "-c", Integer.toString(Placement.oneCore(cpus).generator()),
                Long.toString(ProcessHandle.current().pid()))).orThrow();
    }
}
