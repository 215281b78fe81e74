package org.netserv.ffi;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.util.Optional;
import org.netserv.ffi.Probe.Supported;
import org.netserv.ffi.Probe.Unavailable;
import org.netserv.ffi.Probe.Unsupported;
import org.netserv.ffi.xdp.raw.BpfRaw;

/** Finds out what the kernel and this process's rights allow, by trying it. */
public final class Probes {
    private static final int SHORTEST_FRAME = 60;
    /** A queue that nobody uses: nodes count from 0 up. */
    private static final int SPARE_QUEUE = 0xfffe;

    private Probes() {}

    /** Whether netfilter queues can be set up: library, kernel and rights. */
    public static Probe nfqueue() {
        if (!has("CAP_NET_ADMIN")) {
            return new Unavailable("CAP_NET_ADMIN is missing: run as root, or with that capability");
        }
        try (NetfilterQueue queue = NetfilterQueue.open(SPARE_QUEUE)) {
            queue.copyPackets(NfNetlink.ATTRIBUTE_HEADER_BYTES);
            return new Supported();
        } catch (UnsupportedOperationException e) {
            return new Unsupported("libnetfilter_queue.so.1", "apt-get install libnetfilter-queue1");
        } catch (NativeException e) {
            return switch (e.errno()) {
                case Errno.EPROTONOSUPPORT, Errno.EAFNOSUPPORT ->
                    new Unsupported("netfilter netlink in the kernel", "modprobe nfnetlink, or a kernel with "
                            + "CONFIG_NETFILTER_NETLINK");
                case Errno.EINVAL, Errno.EOPNOTSUPP -> new Unsupported("netfilter queues in the kernel",
                        "modprobe nfnetlink_queue, or a kernel with CONFIG_NETFILTER_NETLINK_QUEUE");
                default -> new Unavailable(String.valueOf(e.getMessage()));
            };
        }
    }

    /** Whether raw sockets can be opened, which replies and emitted packets leave by. */
    public static Probe rawSockets() {
        if (!has("CAP_NET_RAW")) {
            return new Unavailable("CAP_NET_RAW is missing: run as root, or with that capability");
        }
        try (NativeSocket ipv4 = NativeSocket.open(Linux.AF_INET, Linux.SOCK_RAW, Linux.IPPROTO_RAW)) {
            ipv4.option(Linux.SOL_SOCKET, Linux.SO_MARK, 1);
        } catch (NativeException e) {
            return new Unavailable(String.valueOf(e.getMessage()));
        }
        try (NativeSocket ipv6 = NativeSocket.open(Linux.AF_INET6, Linux.SOCK_RAW, Linux.IPPROTO_RAW)) {
            ipv6.option(Linux.SOL_IPV6, Linux.IPV6_HDRINCL, 1);
        } catch (NativeException e) {
            return e.errno() == Errno.EAFNOSUPPORT
                    ? new Unsupported("IPv6 in the kernel", "boot without ipv6.disable=1; IPv4 works without it")
                    : new Unavailable(String.valueOf(e.getMessage()));
        }
        return new Supported();
    }

    /** Whether AF_XDP sockets can be opened. */
    public static Probe xdpSockets() {
        if (!has("CAP_NET_RAW")) {
            return new Unavailable("CAP_NET_RAW is missing: run as root, or with that capability");
        }
        try (NativeSocket _ = NativeSocket.open(Linux.AF_XDP, Linux.SOCK_RAW, 0)) {
            return new Supported();
        } catch (NativeException e) {
            return e.errno() == Errno.EAFNOSUPPORT
                    ? new Unsupported("AF_XDP in the kernel", "a kernel with CONFIG_XDP_SOCKETS")
                    : new Unavailable(String.valueOf(e.getMessage()));
        }
    }

    /** The version of libbpf, such as {@code 1.1}; empty without it. */
    public static Optional<String> libbpfVersion() {
        try {
            return Optional.of(BpfRaw.libbpf_major_version() + "." + BpfRaw.libbpf_minor_version());
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            return Optional.empty();
        }
    }

    /** Whether XDP programs can be loaded: library, kernel and rights. */
    public static Probe bpf() {
        return tryProgram(false);
    }

    /** Whether XDP programs can be run on frames that then go where they say: a generator of packets. */
    public static Probe liveFrames() {
        return tryProgram(true);
    }

    private static Probe tryProgram(boolean run) {
        if (!has("CAP_NET_ADMIN") || (!has("CAP_BPF") && !has("CAP_SYS_ADMIN"))) {
            return new Unavailable((has("CAP_NET_ADMIN") ? "CAP_BPF" : "CAP_NET_ADMIN")
                    + " is missing: run as root, or with that capability");
        }
        try (BpfObject object = BpfObject.open("probe", resource("probe.bpf.o")); Arena arena = Arena.ofConfined()) {
            BpfProgram program = object.load().program("drop");
            int result = run ? program.runLive(arena.allocate(SHORTEST_FRAME), 1, 1) : 0;
            return switch (-result) {
                case 0 -> new Supported();
                case Errno.EINVAL, Errno.EOPNOTSUPP, Errno.ENOTSUPP ->
                    new Unsupported("test runs of XDP programs on live frames", "Linux 5.18 or later");
                default -> new Unavailable("bpf_prog_test_run_opts: " + Errno.describe(-result));
            };
        } catch (UnsupportedOperationException e) {
            return new Unsupported("libbpf.so.1, libbpf 1.0 or newer,", "apt-get install libbpf1");
        } catch (NativeException e) {
            return switch (e.errno()) {
                case Errno.ENOSYS, Errno.EINVAL -> new Unsupported("BPF in the kernel",
                        "a kernel with CONFIG_BPF_SYSCALL and CONFIG_DEBUG_INFO_BTF");
                default -> new Unavailable(String.valueOf(e.getMessage()));
            };
        }
    }

    private static byte[] resource(String name) {
        try (InputStream file = Probes.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the resource " + name + " cannot be read", e);
        }
    }

    /** Whether this thread may change the network's configuration. */
    public static Probe netAdmin() {
        return capability("CAP_NET_ADMIN");
    }

    /** Whether this thread may raise its priority. */
    public static Probe niceness() {
        return capability("CAP_SYS_NICE");
    }

    private static Probe capability(String name) {
        return has(name) ? new Supported()
                : new Unavailable(name + " is missing: run as root, or with that capability");
    }

    private static boolean has(String capability) {
        return Capabilities.effective().contains(capability);
    }
}
