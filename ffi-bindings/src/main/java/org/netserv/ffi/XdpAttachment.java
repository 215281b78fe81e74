package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.netserv.ffi.xdp.raw.BpfRaw;
import org.netserv.ffi.xdp.raw.bpf_prog_info;
import org.netserv.ffi.xdp.raw.bpf_xdp_query_opts;

/**
 * The XDP program that an interface has, whoever put it there.
 *
 * @param id its number in the kernel, as {@code bpftool prog} and {@code ip link} show it
 * @param name its name, at most 15 characters; empty if it has gone meanwhile or may not be looked at
 * @param isNative whether it is in the driver, or in the device
 */
public record XdpAttachment(int id, String name, boolean isNative) {
    /** The bindings lack this one. Source: bpf/bpf.h. */
    private static final MethodHandle PROG_GET_FD_BY_ID = Linker.nativeLinker().downcallHandle(
            SymbolLookup.libraryLookup("libbpf.so.1", Arena.global()).findOrThrow("bpf_prog_get_fd_by_id"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    /** What an interface of the calling thread's network namespace has, in whatever mode. */
    public static Optional<XdpAttachment> of(int ifindex) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = bpf_xdp_query_opts.allocate(arena);
            options.fill((byte) 0);
            bpf_xdp_query_opts.sz(options, bpf_xdp_query_opts.sizeof());
            int result = BpfRaw.bpf_xdp_query(ifindex, 0, options);
            if (result < 0) {
                throw BpfObject.failed("bpf_xdp_query", "ifindex=" + ifindex, -result);
            }
            int id = firstNonZero(bpf_xdp_query_opts.drv_prog_id(options), bpf_xdp_query_opts.skb_prog_id(options),
                    bpf_xdp_query_opts.hw_prog_id(options), bpf_xdp_query_opts.prog_id(options));
            return id == 0 ? Optional.empty()
                    : Optional.of(new XdpAttachment(id, name(arena, id), bpf_xdp_query_opts.skb_prog_id(options) == 0));
        }
    }

    private static int firstNonZero(int... ids) {
        for (int id : ids) {
            if (id != 0) {
                return id;
            }
        }
        return 0;
    }

    private static String name(Arena arena, int id) {
        int fd = fd(id);
        if (fd < 0) {
            return "";
        }
        try {
            MemorySegment info = bpf_prog_info.allocate(arena);
            BpfObject.info("id=" + id, fd, info);
            return bpf_prog_info.name(info).getString(0);
        } finally {
            Libc.close(Downcalls.allocateCapture(arena), fd);
        }
    }

    private static int fd(int id) {
        try {
            return (int) PROG_GET_FD_BY_ID.invokeExact(id);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** For people: {@code xdp_filter (id 42)}. */
    @Override
    public String toString() {
        return (name.isEmpty() ? "a program without a name" : name) + " (id " + id + ")";
    }
}
