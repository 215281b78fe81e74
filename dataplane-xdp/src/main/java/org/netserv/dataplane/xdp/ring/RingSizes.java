package org.netserv.dataplane.xdp.ring;

/**
 * Sizes of a port's rings and of its memory. All powers of two.
 *
 * @param receive entries of the receive ring
 * @param transmit entries of the transmit and the completion ring
 * @param framesPerPort frames that have the port as their home; also the entries of its fill ring
 * @param frameBytes size of a frame, 2,048 or 4,096
 */
public record RingSizes(int receive, int transmit, int framesPerPort, int frameBytes) {
    /** In front of each packet: the kernel's own room, XDP_PACKET_HEADROOM. */
    public static final int HEADROOM_BYTES = 256;

    /** Checks that they are powers of two. */
    public RingSizes {
        check("receive", receive);
        check("transmit", transmit);
        check("framesPerPort", framesPerPort);
        check("frameBytes", frameBytes);
    }

    private static void check(String name, int value) {
        if (value <= 0 || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(name + " must be a power of two: " + name + "=" + value);
        }
    }
}
