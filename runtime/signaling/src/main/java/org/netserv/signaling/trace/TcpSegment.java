package org.netserv.signaling.trace;

/**
 * What is read of a TCP segment.
 *
 * @param in the packet, lent
 * @param from where its payload begins
 * @param count how much of the payload is there
 * @param isCut whether there was more
 */
@SuppressWarnings("ArrayRecordComponent") // it is not kept
record TcpSegment(int number, int acknowledged, int flags, byte[] in, int from, int count, boolean isCut) {
    private static final int HEADER = 20;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    /** Whether the header is there. */
    static boolean isWhole(IpPacket packet) {
        int room = packet.end() - packet.transport();
        return room >= HEADER && headerBytes(packet) >= HEADER && headerBytes(packet) <= room;
    }

    private static int headerBytes(IpPacket packet) {
        return packet.u8(packet.transport() + 12) >>> 4 << 2;
    }

    /** Reads a segment whose header is there. */
    static TcpSegment of(IpPacket packet, byte[] in) {
        int at = packet.transport();
        int payload = at + headerBytes(packet);
        return new TcpSegment(packet.i32(at + 4), packet.i32(at + 8), packet.u8(at + 13), in, payload,
                packet.end() - payload, packet.isCut() || packet.isFragment());
    }

    boolean isFin() {
        return (flags & FIN) != 0;
    }

    boolean isSyn() {
        return (flags & SYN) != 0;
    }

    boolean isReset() {
        return (flags & RST) != 0;
    }

    boolean isAcknowledgement() {
        return (flags & ACK) != 0;
    }

    /** Whether it asks for a connection. */
    boolean isFirst() {
        return isSyn() && !isAcknowledgement();
    }

    /** The sequence number of the payload's first byte. */
    int payloadNumber() {
        return isSyn() ? number + 1 : number;
    }
}
