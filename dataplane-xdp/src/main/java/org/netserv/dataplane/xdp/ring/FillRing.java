package org.netserv.dataplane.xdp.ring;

import org.netserv.ffi.XdpRingMemory;

/** Frames that the kernel may put packets into. Thread: the worker, alone. */
final class FillRing extends ProducerRing {

    FillRing(XdpRingMemory ring) {
        super(ring);
    }

    /** Takes the frame that an address lies in; false if there is no room. */
    boolean add(long address) {
        int slot = claim();
        if (slot == FULL) {
            return false;
        }
        memory.set(LONG, entries + (long) slot * Long.BYTES, address);
        return true;
    }
}
