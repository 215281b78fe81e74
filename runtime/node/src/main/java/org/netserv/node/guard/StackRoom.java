package org.netserv.node.guard;

/**
 * A look whether there is room on the stack for what the node does for publishers' code. Code that has recursed to the end of
 * its stack would otherwise have the node's state change by half: a packet claimed in the queue and never committed, a class
 * that stays erroneous.
 *
 * <p>The JVM does not tell how much there is left, so the look goes down as many frames as are to fit, and comes back. Eight
 * values that are live across the call make a frame 88 bytes long when compiled (C2, which puts two levels into one), 230
 * when compiled in a hurry (C1), and 270 when interpreted (JDK 25, x86-64). What the node does then is mostly compiled as
 * well when this is, and interpreted when this is: its need shrinks with the probe.
 *
 * <p><b>Thread.</b> Any. <b>Errors.</b> {@link StackOverflowError} when there is too little room.
 */
public final class StackRoom {
    /** 66 KB compiled: files, logging, and classes of the JDK that are initialised on the way. Some 4 µs. */
    private static final int LEVELS = 768;
    /** 17 KB compiled: a copy and some arithmetic, ten frames, even if none of them is compiled. Some 1 µs. */
    private static final int LEVELS_OF_COPY = 192;

    private StackRoom() {}

    /** For calls that may do anything. To be called before any state changes. */
    public static void require() {
        descend(LEVELS, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    /** For calls that copy a packet, and are made for each. To be called before any state changes. */
    public static void requireForCopy() {
        descend(LEVELS_OF_COPY, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    /** Uses all its values after the call, in an order that a compiler cannot change. */
    private static long descend(int levels, long a, long b, long c, long d, long e, long f, long g, long h) {
        if (levels == 0) {
            return a;
        }
        long below = descend(levels - 1, b, c, d, e, f, g, h, a);
        return (((((((below ^ a) - b) ^ c) - d) ^ e) - f) ^ g) - h;
    }
}
