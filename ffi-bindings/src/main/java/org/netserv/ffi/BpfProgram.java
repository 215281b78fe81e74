package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.xdp.raw.BpfRaw;
import org.netserv.ffi.xdp.raw.bpf_link_create_opts;
import org.netserv.ffi.xdp.raw.bpf_test_run_opts;

/** A verified program of a {@link BpfObject}. */
public final class BpfProgram {
    private final String name;
    private final int fd;

    BpfProgram(String name, int fd) {
        this.name = name;
        this.fd = fd;
    }

    /** The file descriptor; the object closes it. */
    public int fd() {
        return fd;
    }

    /**
     * Attaches an XDP program to an interface, by its index in the network namespace of the calling thread.
     *
     * <p><b>Errors.</b> {@link NativeException}: EBUSY when the interface has a program already, EOPNOTSUPP when its
     * driver cannot do XDP in that mode, ENODEV when there is no such interface.
     */
    public XdpLink attach(int ifindex, XdpMode mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = bpf_link_create_opts.allocate(arena);
            options.fill((byte) 0);
            bpf_link_create_opts.sz(options, bpf_link_create_opts.sizeof());
            bpf_link_create_opts.flags(options, switch (mode) {
                case NATIVE -> BpfRaw.XDP_FLAGS_DRV_MODE();
                case GENERIC -> BpfRaw.XDP_FLAGS_SKB_MODE();
            });
            int link = BpfRaw.bpf_link_create(fd, ifindex, BpfRaw.BPF_XDP(), options);
            if (link < 0) {
                throw BpfObject.failed("bpf_link_create", "program=" + name + " ifindex=" + ifindex + " mode=" + mode,
                        -link);
            }
            return new XdpLink(link, mode);
        }
    }

    /**
     * Runs an XDP program on frames of which the kernel then does what the program says (BPF_F_TEST_XDP_LIVE_FRAMES), in
     * the network namespace and on the CPU of the calling thread. Frames are recycled: a program finds in them what it, or
     * who got them, has left, and only their bounds restored.
     *
     * @param frame first content of every frame, native memory, 14 to about 3,500 bytes
     * @param repeat how many times
     * @param batch how many times bottom halves stay off in a row, 1 to 256; what was redirected leaves in bursts of 16
     *     and at the end of a batch
     * @return 0, or the negative errno: EINTR after a signal
     */
    public int runLive(MemorySegment frame, int repeat, int batch) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = bpf_test_run_opts.allocate(arena);
            options.fill((byte) 0);
            bpf_test_run_opts.sz(options, bpf_test_run_opts.sizeof());
            bpf_test_run_opts.data_in(options, frame);
            bpf_test_run_opts.data_size_in(options, Math.toIntExact(frame.byteSize()));
            bpf_test_run_opts.repeat(options, repeat);
            bpf_test_run_opts.batch_size(options, batch);
            bpf_test_run_opts.flags(options, BpfRaw.BPF_F_TEST_XDP_LIVE_FRAMES());
            return Math.min(0, BpfRaw.bpf_prog_test_run_opts(fd, options));
        }
    }
}
