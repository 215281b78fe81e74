package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.libc.raw.LibcRaw;

/** Names and indices of network interfaces, in the network namespace of the calling thread. */
public final class NetworkInterfaces {

    private NetworkInterfaces() {}

    /**
     * The index of an interface.
     *
     * <p><b>Errors.</b> {@link NativeException} with ENODEV when there is no such interface.
     */
    public static int index(String name) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.ifNametoindex(Downcalls.allocateCapture(arena), arena.allocateFrom(name));
            if (result < 0) {
                throw new NativeException("if_nametoindex", "name=" + name, -result);
            }
            return result;
        }
    }

    /**
     * The name of an interface.
     *
     * <p><b>Errors.</b> {@link NativeException} with ENXIO when there is no such index.
     */
    public static String name(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(LibcRaw.IFNAMSIZ());
            int result = Libc.ifIndextoname(Downcalls.allocateCapture(arena), index, name);
            if (result < 0) {
                throw new NativeException("if_indextoname", "index=" + index, -result);
            }
            return name.getString(0);
        }
    }
}
