package org.netserv.perf.router;

import java.nio.file.Files;
import java.nio.file.Path;
import org.netserv.perf.rig.HostSetting;
import org.netserv.rig.RigException;

/** How many connections may be tracked, for the whole host: enough for two entries for each flow of the traffic. */
final class ConntrackLimit {

    private static final Path LIMIT = Path.of("/proc/sys/net/netfilter/nf_conntrack_max");
    private static final long NEEDED = 2 * 65_536;

    private ConntrackLimit() {}

    /** Raises it if it is too low; running what is returned puts it back. */
    static Runnable raise() {
        if (!Files.exists(LIMIT)) {
            throw new RigException("the kernel does not track connections: expected " + LIMIT
                    + " (modprobe nf_conntrack)");
        }
        long limit = Long.parseLong(HostSetting.valueToKeep(LIMIT));
        // 0 is no limit.
        if (limit == 0 || limit >= NEEDED) {
            return () -> {};
        }
        return HostSetting.change(LIMIT, Long.toString(NEEDED))::close;
    }
}
