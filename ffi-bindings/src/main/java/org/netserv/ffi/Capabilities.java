package org.netserv.ffi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Parts of root's power that the calling thread has, by their names in C.
 *
 * <p><b>Source.</b> capabilities(7), proc(5), linux/capability.h.
 */
public final class Capabilities {
    /** All that there are, in the order of their numbers. A test compares them with the C headers. */
    static final List<String> NAMES = List.of("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER",
            "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE",
            "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK",
            "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT",
            "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG",
            "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE",
            "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON",
            "CAP_BPF", "CAP_CHECKPOINT_RESTORE");

    private Capabilities() {}

    /** What this thread may do. */
    public static Set<String> effective() {
        return read("CapEff:");
    }

    /** What programs that this thread starts may do, if it is not root's. */
    public static Set<String> ambient() {
        return read("CapAmb:");
    }

    /** What neither this thread nor a program that it starts can have once more if it is not in here. */
    public static Set<String> bounding() {
        return read("CapBnd:");
    }

    private static Set<String> read(String key) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
                if (line.startsWith(key)) {
                    return names(Long.parseUnsignedLong(line.substring(key.length()).strip(), 16));
                }
            }
            throw new IllegalStateException("/proc/thread-self/status has no line " + key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of the bits that are set; of those that are newer than this list, their numbers. */
    static Set<String> names(long set) {
        Set<String> names = new LinkedHashSet<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((set & 1L << bit) != 0) {
                names.add(bit < NAMES.size() ? NAMES.get(bit) : String.format(Locale.ROOT, "CAP_%d", bit));
            }
        }
        return names;
    }
}
