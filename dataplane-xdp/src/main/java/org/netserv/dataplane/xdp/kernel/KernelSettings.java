package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/**
 * The program's settings, in memory that it reads.
 *
 * <p><b>Source.</b> {@code struct settings} in layout.h. <b>Thread.</b> One at a time; each takes effect at once.
 */
public final class KernelSettings {
    /** How old a heartbeat may be. */
    public static final Duration DEFAULT_HEARTBEAT_LIMIT = Duration.ofSeconds(1);
    /** A chunk of a page without the room that the kernel keeps in front of a frame. */
    public static final int DEFAULT_RING_BYTES = 4096 - 256;

    private static final long HEARTBEAT_LIMIT = 0;
    private static final long RING_BYTES = 8;
    private static final long SIGNALING = 12;

    private final MemorySegment memory;

    KernelSettings(MemorySegment memory) {
        this.memory = memory;
        heartbeatLimit(DEFAULT_HEARTBEAT_LIMIT);
        ringBytes(DEFAULT_RING_BYTES);
    }

    /** From which age on a heartbeat is none. */
    public void heartbeatLimit(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit must be positive: limit=" + limit);
        }
        memory.set(ValueLayout.JAVA_LONG, HEARTBEAT_LIMIT, limit.toNanos());
    }

    /** The longest frame that a ring takes, from its first byte on; longer ones go to the stack. */
    public void ringBytes(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes=" + bytes);
        }
        memory.set(ValueLayout.JAVA_INT, RING_BYTES, bytes);
    }

    /** Whether UDP to port 270 goes to a ring, rather than to the stack. */
    public void signalingToRing(boolean wanted) {
        memory.set(ValueLayout.JAVA_INT, SIGNALING, (wanted ? Want.RING : Want.NOTHING).code());
    }
}
