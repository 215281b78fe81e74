package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The sign of life that the program wants: while it is older than the limit, or 0, all frames go to the stack.
 *
 * <p>It is a time in memory that the program reads, so that a beat costs one store. {@link System#nanoTime} is
 * CLOCK_MONOTONIC on Linux, as is the program's clock.
 *
 * <p><b>Thread.</b> {@link #beat}: any, packet threads too.
 */
public final class Heartbeat {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment memory;

    Heartbeat(MemorySegment memory) {
        this.memory = memory;
    }

    /** Says that the node is alive now. */
    public void beat() {
        beat(System.nanoTime());
    }

    /** Says that the node was alive at a time. */
    void beat(long nanos) {
        LONG.setRelease(memory, 0L, nanos);
    }

    /** From now on, until the next beat, all frames go to the stack. */
    public void stop() {
        beat(0);
    }
}
