package org.netserv.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of the kind that a plane's is: of a shared arena, so that each access checks that it is still open.
 *
 * <p><b>Ownership.</b> Never freed: it lives as long as the benchmark's JVM.
 */
final class NativeMemory {
    /** Never closed. */
    static final Arena ARENA = Arena.ofShared();

    private static final long PAGE = 4096;

    private NativeMemory() {}

    /** Zeros, from the beginning of a page on. */
    static MemorySegment allocate(long bytes) {
        return ARENA.allocate(bytes, PAGE);
    }
}
