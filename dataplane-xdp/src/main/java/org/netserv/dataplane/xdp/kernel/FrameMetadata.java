package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the XDP program writes in front of each frame that it hands over.
 *
 * <pre>
 *    0       arrived, ns of CLOCK_MONOTONIC (System.nanoTime)
 *    8       egress interface, 0 if it must go by the stack
 *   12       what bpf_fib_lookup said (BPF_FIB_LKUP_RET_*), or 255: not asked
 *   13       flags
 *   14       from the start of the frame to its IP header
 *   16       MAC address to send it to, 6 bytes
 *   22       MAC address to send it from, 6 bytes
 *   28       magic
 *   32       the frame
 * </pre>
 *
 * <p>Native byte order. <b>Source.</b> {@code struct metadata} in layout.h.
 *
 * <p><b>Thread.</b> Any; no state. For packet threads.
 */
public final class FrameMetadata {
    /** In front of a frame. */
    public static final int BYTES = 32;
    /** Of {@link #fib}: the FIB was not asked, because its answer would not count. */
    public static final int FIB_NOT_ASKED = 255;

    /** The frame has a VLAN tag. */
    public static final int VLAN = 1;
    /** An IPv6 packet; else IPv4. */
    public static final int IPV6 = 2;
    /** A copy: the packet itself has gone on. */
    public static final int SAMPLE = 4;
    /** For signaling, not for modules. */
    public static final int SIGNALING = 8;
    /** For the packet threads that modules are tried on. */
    public static final int QUARANTINE = 16;

    static final int MAGIC = 0x4e657453;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private FrameMetadata() {}

    /** Whether metadata of this program is there: a driver or a copy on the way may have lost it. */
    public static boolean isPresent(MemorySegment memory, long offset) {
        return memory.get(INT, offset + 28) == MAGIC;
    }

    /** When the program saw the frame, comparable with {@link System#nanoTime}. */
    public static long arrivedNanos(MemorySegment memory, long offset) {
        return memory.get(LONG, offset);
    }

    /** Index of the interface that it leaves by, or 0: only the kernel's stack can send it on. */
    public static int egress(MemorySegment memory, long offset) {
        return memory.get(INT, offset + 8);
    }

    /** What bpf_fib_lookup said, or {@link #FIB_NOT_ASKED}. */
    public static int fib(MemorySegment memory, long offset) {
        return memory.get(BYTE, offset + 12) & 0xff;
    }

    /** {@link #VLAN} and those after it. */
    public static int flags(MemorySegment memory, long offset) {
        return memory.get(BYTE, offset + 13) & 0xff;
    }

    /** From the start of the frame to its IP header. */
    public static int l3Offset(MemorySegment memory, long offset) {
        return memory.get(SHORT, offset + 14) & 0xffff;
    }

    /** Where the 12 bytes of MAC addresses lie with which it leaves, in the order that they have in a frame. */
    public static long addressesOffset(long offset) {
        return offset + 16;
    }
}
