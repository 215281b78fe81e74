package org.netserv.dataplane.xdp.ring;

import org.netserv.ffi.XdpRingMemory;

/**
 * Packets that the kernel is to send. Thread: the worker, alone.
 *
 * <pre>
 *   0           8        12        16
 *   | address   | length | options |      struct xdp_desc
 * </pre>
 */
final class TransmitRing extends ProducerRing {
    static final long ENTRY_BYTES = 16;
    static final long LENGTH = 8;
    private static final long OPTIONS = 12;

    TransmitRing(XdpRingMemory ring) {
        super(ring);
    }

    /** Takes a packet; false if there is no room. */
    boolean add(long address, int length) {
        int slot = claim();
        if (slot == FULL) {
            return false;
        }
        long at = entries + slot * ENTRY_BYTES;
        memory.set(LONG, at, address);
        memory.set(INT, at + LENGTH, length);
        memory.set(INT, at + OPTIONS, 0);
        return true;
    }
}
