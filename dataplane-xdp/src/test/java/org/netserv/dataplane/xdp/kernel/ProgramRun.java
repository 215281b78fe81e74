package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/** What the program did with one frame: what it returned, left in memory, and counted. */
final class ProgramRun {
    private final int action;
    private final byte[] metadata;
    private final byte[] frame;
    private final Map<Outcome, Long> counted;

    ProgramRun(int action, byte[] metadata, byte[] frame, Map<Outcome, Long> counted) {
        this.action = action;
        this.metadata = metadata;
        this.frame = frame;
        this.counted = counted;
    }

    int action() {
        return action;
    }

    /** What it left in front of the frame. */
    byte[] metadata() {
        return metadata;
    }

    MemorySegment described() {
        return MemorySegment.ofArray(metadata);
    }

    byte[] frame() {
        return frame;
    }

    /** By how much each counter went up. */
    Map<Outcome, Long> counted() {
        return counted;
    }

    /** The one thing that became of the frame. */
    Outcome fate() {
        List<Outcome> fates = counted.keySet().stream().filter(Outcome::isFate).toList();
        if (fates.size() != 1 || counted.getOrDefault(fates.getFirst(), 0L) != 1) {
            throw new AssertionError("a frame must be counted once: " + counted);
        }
        return fates.getFirst();
    }
}
