package org.netserv.dataplane.xdp.ring;

/**
 * Sizes of a port's rings and of its memory. All powers of two.
 *
 * @param receive entries of the receive ring
 * @param transmit entries of the transmit and the completion ring
 * @param framesPerPort frames that have the port as their home
 * @param frameBytes size of a frame, 2,048 or 4,096
 */
public record RingSizes(int receive, int transmit, int framesPerPort, int frameBytes) {
    /** In front of each packet: the kernel's own room, XDP_PACKET_HEADROOM. */
    public static final int HEADROOM_BYTES = 256;

    private static final int SMALL_FRAME = 2048;
    private static final int LARGE_FRAME = 4096;
    /** Ethernet, and a VLAN tag. */
    private static final int LINK_HEADER_BYTES = 18;

    /** Checks that they are powers of two. */
    public RingSizes {
        check("receive", receive);
        check("transmit", transmit);
        check("framesPerPort", framesPerPort);
        check("frameBytes", frameBytes);
    }

    /** Sizes for packets of so many bytes, as far as a frame can hold them. */
    public static RingSizes forPackets(int longest, int ringSize, int frames) {
        int frameBytes = longest + LINK_HEADER_BYTES + HEADROOM_BYTES <= SMALL_FRAME ? SMALL_FRAME : LARGE_FRAME;
        return new RingSizes(ringSize, ringSize, frames, frameBytes);
    }

    /**
     * Entries of a fill ring: more than there are frames for it. The kernel shows packets before it shows that it has taken their
     * frames from there, so that a frame may come home to a ring that still seems to have it.
     *
     * <p><b>Source.</b> xsk_flush in net/xdp/xsk.c.
     */
    public int fill() {
        return 2 * framesPerPort;
    }

    /** Whether packets of so many bytes fit. */
    public boolean holds(int packetBytes) {
        return packetBytes <= longestPacket();
    }

    /** Length of the longest IP packet that fits, also behind a VLAN tag. */
    public int longestPacket() {
        return longestFrame() - LINK_HEADER_BYTES;
    }

    /** Length of the longest Ethernet frame that fits. */
    public int longestFrame() {
        return frameBytes - HEADROOM_BYTES;
    }

    private static void check(String name, int value) {
        if (value <= 0 || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(name + " must be a power of two: " + name + "=" + value);
        }
    }
}
