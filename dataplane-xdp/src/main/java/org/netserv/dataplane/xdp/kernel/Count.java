package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Frames, and their bytes: from the first one of the link-layer header on, where nothing else is said.
 *
 * <p><b>Source.</b> {@code struct count} in layout.h.
 */
public record Count(long packets, long bytes) {

    /** The sum over the CPUs' values. */
    static Count sum(MemorySegment values, int stride, long offset) {
        long packets = 0;
        long bytes = 0;
        for (long at = offset; at < values.byteSize(); at += stride) {
            packets += values.get(ValueLayout.JAVA_LONG, at);
            bytes += values.get(ValueLayout.JAVA_LONG, at + Long.BYTES);
        }
        return new Count(packets, bytes);
    }
}
