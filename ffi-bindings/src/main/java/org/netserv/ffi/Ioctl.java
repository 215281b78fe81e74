package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.capturing;
import static org.netserv.ffi.Downcalls.errno;
import static org.netserv.ffi.Downcalls.unexpected;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.libc.raw.ifreq;

/** Requests about a network interface, by ioctl. */
final class Ioctl {
    private static final MethodHandle IOCTL = capturing(LibcRaw.ioctl.address(),
            FunctionDescriptor.of(LibcRaw.C_INT, LibcRaw.C_INT, LibcRaw.C_LONG, LibcRaw.C_POINTER), 2);

    private Ioctl() {}

    /** A request that names an interface, and is 0 besides. */
    static MemorySegment request(SegmentAllocator allocator, String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length >= LibcRaw.IFNAMSIZ()) {
            throw new IllegalArgumentException("name=" + name);
        }
        MemorySegment request = ifreq.allocate(allocator).fill((byte) 0);
        request.setString(0, name);
        return request;
    }

    /** What the function returns, or the negative errno. */
    static int call(MemorySegment capture, int fd, long request, MemorySegment argument) {
        try {
            int result = (int) IOCTL.invokeExact(capture, fd, request, argument);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}
