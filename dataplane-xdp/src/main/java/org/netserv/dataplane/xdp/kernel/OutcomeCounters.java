package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.BpfMap;

/**
 * How many frames met each outcome, summed over the CPUs, since the program was loaded.
 *
 * <p><b>Thread.</b> One at a time. Reading is a system call an outcome.
 */
public final class OutcomeCounters {
    private final BpfMap map;

    OutcomeCounters(BpfMap map) {
        this.map = map;
    }

    /** What was counted under an outcome. */
    public Count read(Outcome outcome) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate((long) map.copies() * map.stride(), Long.BYTES);
            map.lookup(arena.allocateFrom(ValueLayout.JAVA_INT, outcome.index()), values);
            return Count.sum(values, map.stride(), 0);
        }
    }

    /** Frames under an outcome. */
    public long packets(Outcome outcome) {
        return read(outcome).packets();
    }

    /** All frames that the program has seen. */
    public long frames() {
        long sum = 0;
        for (Outcome outcome : Outcome.values()) {
            sum += outcome.isFate() ? packets(outcome) : 0;
        }
        return sum;
    }
}
