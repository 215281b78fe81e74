package org.netserv.rig;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who we are and which programs there are: what a rig needs before it can be built. */
public final class Privilege {

    /** Says why a kernel test is left out, for its assumption. */
    public static final String NEEDS_ROOT = "left out: needs root, to make network namespaces";

    private static final long CAP_NET_ADMIN = 1L << 12;
    private static final long CAP_SYS_ADMIN = 1L << 21;

    private Privilege() {}

    /** Whether this process runs as root (effective user id 0), with capabilities or without. */
    public static boolean isRoot() {
        return status("Uid:").split("\\s+", -1)[1].equals("0");
    }

    /**
     * Returns if a rig can be built.
     *
     * <p><b>Errors.</b> {@link RigException} that names what is missing.
     */
    static void check() {
        if (!isRoot()) {
            throw new RigException("network namespaces need root: run as root");
        }
        long capabilities = Long.parseUnsignedLong(status("CapEff:"), 16);
        if ((capabilities & CAP_NET_ADMIN) == 0 || (capabilities & CAP_SYS_ADMIN) == 0) {
            throw new RigException("network namespaces need CAP_SYS_ADMIN and CAP_NET_ADMIN, which this root does not"
                    + " have: in a container, run it privileged");
        }
        program("ip", "iproute2");
        program("ethtool", "ethtool");
    }

    /**
     * Returns if a program is there.
     *
     * <p><b>Errors.</b> {@link RigException} that names the program and the Debian package that has it.
     */
    static void program(String name, String debianPackage) {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return;
            }
        }
        throw new RigException(name + " is not in PATH (" + path + "): install it (Debian: apt-get install "
                + debianPackage + ")");
    }

    private static String status(String key) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith(key)) {
                    return line.substring(key.length()).strip();
                }
            }
        } catch (IOException e) {
            throw new RigException("cannot read /proc/self/status: " + e.getMessage(), e);
        }
        throw new RigException("/proc/self/status has no line " + key);
    }
}
