package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.xdp.raw.BpfRaw;
import org.netserv.ffi.xdp.raw.bpf_object_open_opts;

/**
 * A compiled BPF object file in the kernel: its programs and maps, by name.
 *
 * <p><b>Ownership.</b> Programs, maps and the memory of mapped maps live until {@link #close}. A program that an
 * {@link XdpLink} has attached lives on with the link.
 *
 * <p><b>Thread.</b> Set-up: any, one at a time.
 *
 * <p><b>Errors.</b> {@link NativeException}, with what libbpf and the kernel's verifier said.
 */
public final class BpfObject implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final String name;
    private final MemorySegment object;
    private boolean closed;

    private BpfObject(String name, byte[] elf) {
        this.name = name;
        MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, elf);
        MemorySegment options = bpf_object_open_opts.allocate(arena);
        options.fill((byte) 0);
        bpf_object_open_opts.sz(options, bpf_object_open_opts.sizeof());
        bpf_object_open_opts.object_name(options, arena.allocateFrom(name));
        MemorySegment capture = Downcalls.allocateCapture(arena);
        BpfLibrary.takeMessages();
        object = BpfLibrary.openMemory(capture, bytes, options);
        if (object.address() == 0) {
            int errno = Downcalls.errno(capture);
            arena.close();
            throw failed("bpf_object__open_mem", "name=" + name, errno);
        }
    }

    /**
     * Reads an object file as clang writes it; nothing of it is in the kernel before {@link #load}.
     *
     * <p><b>Errors.</b> {@link UnsupportedOperationException} when libbpf is missing; its message names the package.
     *
     * @param name what messages call it
     */
    public static BpfObject open(String name, byte[] elf) {
        try {
            return new BpfObject(name, elf);
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new UnsupportedOperationException(
                    "libbpf.so.1 cannot be loaded: install libbpf (Debian and Ubuntu: apt-get install libbpf1)", e);
        }
    }

    /** Creates its maps and has the kernel verify its programs. */
    public BpfObject load() {
        int result = BpfRaw.bpf_object__load(object);
        if (result < 0) {
            throw failed("bpf_object__load", "name=" + name, -result);
        }
        return this;
    }

    /**
     * One of its programs.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} if there is none of that name.
     */
    public BpfProgram program(String program) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment found = BpfRaw.bpf_object__find_program_by_name(object, scratch.allocateFrom(program));
            if (found.address() == 0) {
                throw new IllegalArgumentException("no such program in " + name + ": program=" + program);
            }
            return new BpfProgram(program, fd("program", program, BpfRaw.bpf_program__fd(found)));
        }
    }

    /**
     * One of its maps.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} if there is none of that name.
     */
    public BpfMap map(String map) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment found = BpfRaw.bpf_object__find_map_by_name(object, scratch.allocateFrom(map));
            if (found.address() == 0) {
                throw new IllegalArgumentException("no such map in " + name + ": map=" + map);
            }
            return new BpfMap(arena, map, fd("map", map, BpfRaw.bpf_map__fd(found)));
        }
    }

    /**
     * The reading end of a map that is a ring buffer.
     *
     * <p><b>Ownership.</b> The object's: gone when it is closed.
     */
    public BpfRingBuffer ringBuffer(String map) {
        BpfMap found = map(map);
        return new BpfRingBuffer(arena, map, found.fd(), found.entries());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            BpfRaw.bpf_object__close(object);
            arena.close();
        }
    }

    private int fd(String kind, String what, int fd) {
        if (fd < 0) {
            throw new IllegalStateException(name + " is not loaded: " + kind + "=" + what);
        }
        return fd;
    }

    /** Fills in what the kernel says of a map, a program or a link. */
    static void info(String what, int fd, MemorySegment info) {
        try (Arena scratch = Arena.ofConfined()) {
            info.fill((byte) 0);
            MemorySegment length = scratch.allocateFrom(ValueLayout.JAVA_INT, Math.toIntExact(info.byteSize()));
            int result = BpfRaw.bpf_obj_get_info_by_fd(fd, info, length);
            if (result < 0) {
                throw failed("bpf_obj_get_info_by_fd", what, -result);
            }
        }
    }

    static NativeException failed(String call, String arguments, int errno) {
        String said = BpfLibrary.takeMessages();
        return new NativeException(call, said.isEmpty() ? arguments : arguments + "; libbpf: " + said, errno);
    }
}
