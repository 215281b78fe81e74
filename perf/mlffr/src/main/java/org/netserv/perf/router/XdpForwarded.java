package org.netserv.perf.router;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.BpfMap;
import org.netserv.ffi.BpfMapsOfProcess;
import org.netserv.ffi.NativeException;
import org.netserv.rig.RigException;

/**
 * How many packets the XDP program of a container has sent on, read from its own map: the container's counters follow once a second.
 *
 * <p><b>Ownership.</b> {@link #close} lets go of the maps. <b>Thread.</b> One at a time.
 *
 * <p><b>Source.</b> layout.h and maps.h of dataplane-xdp.
 */
final class XdpForwarded implements AutoCloseable {
    private static final int FORWARDED = 14;

    private final BpfMapsOfProcess maps;
    private final BpfMap counts;

    private XdpForwarded(BpfMapsOfProcess maps) {
        this.maps = maps;
        this.counts = maps.map("counts");
    }

    static XdpForwarded of(Container container) {
        try {
            return new XdpForwarded(BpfMapsOfProcess.open(container.pid()));
        } catch (NativeException | IllegalArgumentException e) {
            throw new RigException("cannot read the maps of the container's XDP program: " + e.getMessage(), e);
        }
    }

    /** Since the program was loaded. */
    long packets() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate((long) counts.copies() * counts.stride(), Long.BYTES);
            counts.lookup(arena.allocateFrom(ValueLayout.JAVA_INT, FORWARDED), values);
            long packets = 0;
            for (int cpu = 0; cpu < counts.copies(); cpu++) {
                packets += values.get(ValueLayout.JAVA_LONG, (long) cpu * counts.stride());
            }
            return packets;
        }
    }

    @Override
    public void close() {
        maps.close();
    }
}
