package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A number for each owner of flows, in memory that the program reads; a flow that was made under another one does not hold.
 *
 * <p><b>Thread.</b> {@link #advance}: one at a time. {@link #of}: any.
 */
final class OwnerEpochs {
    private static final VarHandle EPOCH = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final int stride;
    private final int size;

    OwnerEpochs(MemorySegment memory, int stride, int size) {
        this.memory = memory;
        this.stride = stride;
        this.size = size;
    }

    int size() {
        return size;
    }

    /** The owner's flows hold that are written with this. */
    int of(int owner) {
        return (int) EPOCH.getAcquire(memory, (long) owner * stride);
    }

    /** From now on none of the owner's flows holds. As many as an int has; then the first ones come again. */
    void advance(int owner) {
        EPOCH.setRelease(memory, (long) owner * stride, of(owner) + 1);
    }
}
