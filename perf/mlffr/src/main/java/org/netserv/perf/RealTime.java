package org.netserv.perf;

import java.nio.file.Path;
import org.netserv.perf.rig.HostSetting;
import org.netserv.rig.RigException;

/**
 * Lifts the kernel's limit on threads of the real-time classes. NAPI threads, packet threads and generator are such threads:
 * with the limit, each CPU would take a pause of 50 ms in a second in which they use all of it.
 *
 * <p><b>Source.</b> Linux: Documentation/scheduler/sched-rt-group.rst.
 */
final class RealTime {
    private static final Path LIMIT = Path.of("/proc/sys/kernel/sched_rt_runtime_us");
    private static final String NONE = "-1";

    private RealTime() {}

    /** Until what is returned is closed. <b>Errors.</b> {@link RigException} if the kernel does not let it. */
    static HostSetting unlimited() {
        return HostSetting.change(LIMIT, NONE);
    }
}
