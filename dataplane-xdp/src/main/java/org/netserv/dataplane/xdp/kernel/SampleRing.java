package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.BpfRingBuffer;

/**
 * Copies of packets that a filter wants samples of, in the order in which they came. What there is no room for is counted as
 * {@link Outcome#SAMPLE_LOST}.
 *
 * <pre>
 *   0 FrameMetadata   32 length of the frame   36 bytes of it that follow   40 ingress   44 1 in how many it is
 *   48 the frame's first bytes, at most 2,000
 * </pre>
 *
 * <p>Usage: while {@link #next} is true, read from {@link #memory}; then {@link #release}.
 *
 * <p><b>Source.</b> {@code struct sample} in layout.h. <b>Thread.</b> One. No downcalls, no allocation.
 */
public final class SampleRing {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final long HEADER_BYTES = 48;

    private final BpfRingBuffer ring;
    private long offset;

    SampleRing(BpfRingBuffer ring) {
        this.ring = ring;
    }

    /** Whether there is a sample; the same one until {@link #release}. */
    public boolean next() {
        offset = ring.peek();
        return offset >= 0;
    }

    /** The memory of all samples; read-only. */
    public MemorySegment memory() {
        return ring.memory();
    }

    /** Where the sample's {@link FrameMetadata} lies. */
    public long metadataOffset() {
        return offset;
    }

    /** Where the copied bytes of its frame lie. */
    public long frameOffset() {
        return offset + HEADER_BYTES;
    }

    /** How many bytes were copied. */
    public int capturedBytes() {
        return ring.memory().get(INT, offset + 36);
    }

    /** How many bytes its frame has. */
    public int frameBytes() {
        return ring.memory().get(INT, offset + 32);
    }

    /** Index of the interface that its frame came in by. */
    public int ingress() {
        return ring.memory().get(INT, offset + 40);
    }

    /** Of how many packets it is one. */
    public int every() {
        return ring.memory().get(INT, offset + 44);
    }

    /** Becomes readable when samples come to a ring that was empty; the program's. */
    public int fd() {
        return ring.fd();
    }

    /** Gives the sample's place back. */
    public void release() {
        ring.release();
    }
}
