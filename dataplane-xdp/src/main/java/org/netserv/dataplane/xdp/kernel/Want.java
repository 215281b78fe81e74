package org.netserv.dataplane.xdp.kernel;

/**
 * What is to happen to the packets that a filter selects, as the program has it.
 *
 * @param code {@code enum want} in layout.h, and in the upper 24 bits 1 in how many
 */
public record Want(int code) {
    /** Nobody wants them. */
    public static final Want NOTHING = new Want(0);
    /** To the packet threads of all. */
    public static final Want RING = new Want(1);
    /** To the packet threads that modules are tried on. */
    public static final Want QUARANTINE = new Want(2);

    private static final int SAMPLE = 3;
    private static final int MAX_EVERY = 0xff_ffff;

    /** Copies of 1 in so many, at random, while the packets go on. */
    public static Want sample(int every) {
        if (every < 1 || every > MAX_EVERY) {
            throw new IllegalArgumentException("every must be within 1 and " + MAX_EVERY + ": every=" + every);
        }
        return new Want(every << 8 | SAMPLE);
    }
}
