package org.netserv.dataplane.xdp.ring;

import org.netserv.ffi.XdpRingMemory;

/** Frames whose packets the kernel has sent. Thread: the worker, alone. */
final class CompletionRing extends ConsumerRing {

    CompletionRing(XdpRingMemory ring) {
        super(ring);
    }

    /** The address that entry {@code i} was sent from. */
    long address(int i) {
        return memory.get(LONG, entries + (long) slot(i) * Long.BYTES);
    }
}
