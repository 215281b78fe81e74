package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Makes handles that keep the errno of a call, which the generated ones do not. */
final class Downcalls {
    /** Where a handle of {@link #capturing} leaves the errno: its first argument is a segment of this layout. */
    static final StructLayout CAPTURE = Linker.Option.captureStateLayout();

    private static final long ERRNO_OFFSET = CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private Downcalls() {}

    /** A handle for a function, without its errno: see {@link Libc}. */
    static MethodHandle plain(MemorySegment address, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(address, descriptor);
    }

    /** A handle for a function, with a capture segment as an additional first argument. */
    static MethodHandle capturing(MemorySegment address, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(address, descriptor, Linker.Option.captureCallState("errno"));
    }

    /** The same, for a function of the C library. */
    static MethodHandle capturing(String function, FunctionDescriptor descriptor) {
        return capturing(Linker.nativeLinker().defaultLookup().findOrThrow(function), descriptor);
    }

    /** The same for a variadic function of which {@code fixed} arguments are not variadic. */
    static MethodHandle capturing(MemorySegment address, FunctionDescriptor descriptor, int fixed) {
        return Linker.nativeLinker().downcallHandle(address, descriptor, Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    static MemorySegment allocateCapture(Arena arena) {
        return arena.allocate(CAPTURE);
    }

    /** The errno of the last call with this capture segment; meaningful only if that call failed. */
    static int errno(MemorySegment capture) {
        return capture.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }

    /** The exception for what {@code invokeExact} declares and a C function never throws. */
    static AssertionError unexpected(Throwable t) {
        return new AssertionError("a downcall threw", t);
    }
}
