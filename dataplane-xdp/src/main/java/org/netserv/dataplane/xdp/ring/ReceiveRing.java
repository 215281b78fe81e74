package org.netserv.dataplane.xdp.ring;

import org.netserv.ffi.XdpRingMemory;

/** Packets that have come: descriptors as {@link TransmitRing} has them. Thread: the worker, alone. */
final class ReceiveRing extends ConsumerRing {

    ReceiveRing(XdpRingMemory ring) {
        super(ring);
    }

    /** Where the packet of entry {@code i} begins. */
    long address(int i) {
        return memory.get(LONG, entries + slot(i) * TransmitRing.ENTRY_BYTES);
    }

    /** Its length, from there on. */
    int length(int i) {
        return memory.get(INT, entries + slot(i) * TransmitRing.ENTRY_BYTES + TransmitRing.LENGTH);
    }
}
