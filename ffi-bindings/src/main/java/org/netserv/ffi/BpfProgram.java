package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.xdp.raw.BpfRaw;
import org.netserv.ffi.xdp.raw.bpf_link_create_opts;
import org.netserv.ffi.xdp.raw.bpf_test_run_opts;
import org.netserv.ffi.xdp.raw.xdp_md;

/** A verified program of a {@link BpfObject}. */
public final class BpfProgram {
    /** The frame is gone. */
    public static final int XDP_DROP = 1;
    /** The frame goes to the network stack. */
    public static final int XDP_PASS = 2;
    /** The frame goes where the program said. */
    public static final int XDP_REDIRECT = 4;

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

    /**
     * Runs an XDP program once on a frame that then goes nowhere, as if it had come in by a queue of an interface in the
     * network namespace of the calling thread.
     *
     * @param frame native memory, 14 bytes or more
     * @param out gets what the program has left in front of the frame as metadata, and the frame: with room for both
     */
    public TestRun test(MemorySegment frame, int ifindex, int queue, MemorySegment out) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = xdp_md.allocate(arena);
            context.fill((byte) 0);
            xdp_md.data_end(context, Math.toIntExact(frame.byteSize()));
            xdp_md.ingress_ifindex(context, ifindex);
            xdp_md.rx_queue_index(context, queue);
            MemorySegment options = bpf_test_run_opts.allocate(arena);
            options.fill((byte) 0);
            bpf_test_run_opts.sz(options, bpf_test_run_opts.sizeof());
            bpf_test_run_opts.data_in(options, frame);
            bpf_test_run_opts.data_size_in(options, Math.toIntExact(frame.byteSize()));
            bpf_test_run_opts.data_out(options, out);
            bpf_test_run_opts.data_size_out(options, Math.toIntExact(out.byteSize()));
            bpf_test_run_opts.ctx_in(options, context);
            bpf_test_run_opts.ctx_size_in(options, Math.toIntExact(context.byteSize()));
            bpf_test_run_opts.ctx_out(options, context);
            bpf_test_run_opts.ctx_size_out(options, Math.toIntExact(context.byteSize()));
            bpf_test_run_opts.repeat(options, 1);
            int result = BpfRaw.bpf_prog_test_run_opts(fd, options);
            if (result < 0) {
                throw BpfObject.failed("bpf_prog_test_run", "program=" + name + " bytes=" + frame.byteSize(), -result);
            }
            return new TestRun(bpf_test_run_opts.retval(options), xdp_md.data(context),
                    bpf_test_run_opts.data_size_out(options));
        }
    }

    /**
     * What a program did with a frame.
     *
     * @param action what it returned, such as {@link #XDP_PASS}
     * @param metadataBytes of metadata that it left
     * @param bytes of metadata and frame
     */
    public record TestRun(int action, int metadataBytes, int bytes) {}
}
