package org.netserv.dataplane.xdp.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.netserv.dataplane.xdp.kernel.XdpProgram;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.Probe;
import org.netserv.ffi.Probes;

/** What the plane needs of any host, whatever its interfaces are. */
public final class HostSupport {
    private static final Path TUN = Path.of("/dev/net/tun");

    private HostSupport() {}

    /** The first thing that is missing, with its cure; empty if nothing is. */
    public static Optional<String> missing() {
        return bpf().or(HostSupport::sockets).or(HostSupport::tun);
    }

    /** Whether the kernel takes the plane's very program. */
    public static Optional<String> bpf() {
        switch (Probes.bpf()) {
            case Probe.Supported _ -> {
            }
            case Probe.Unsupported(String what, String cure) -> {
                return Optional.of(what + " is missing (" + cure + ")");
            }
            case Probe.Unavailable(String why) -> {
                return Optional.of(why);
            }
        }
        try {
            XdpProgram.load().close();
            return Optional.empty();
        } catch (NativeException e) {
            return Optional
                    .of("the kernel refuses the XDP program, which needs Linux 5.18 or later: " + e.getMessage());
        }
    }

    /** Whether the kernel has AF_XDP sockets. */
    public static Optional<String> sockets() {
        return switch (Probes.xdpSockets()) {
            case Probe.Supported _ -> Optional.empty();
            case Probe.Unsupported(String what, String cure) -> Optional.of(what + " is missing (" + cure + ")");
            case Probe.Unavailable(String why) -> Optional.of(why);
        };
    }

    /** Whether packets can go to the kernel's stack. */
    public static Optional<String> tun() {
        if (!Files.exists(TUN)) {
            return Optional.of(TUN + " is missing (modprobe tun)");
        }
        return Files.isReadable(TUN) && Files.isWritable(TUN) ? Optional.empty()
                : Optional.of(TUN + " cannot be opened by this user (chmod 666 " + TUN + ", as udev has it)");
    }
}
