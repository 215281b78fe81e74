package org.netserv.rig.peer;

import java.net.DatagramPacket;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts of received datagrams.
 *
 * <p>The first 8 bytes of a numbered datagram are {@link #MARK} (32 bits) and its number (32 bits), so that losses and
 * duplicates can be told apart.
 */
final class Tally {

    static final int MARK = 0x4E53_5251;
    static final int NUMBERED_BYTES = 8;

    private static final int MAX_NUMBER = 1 << 24;

    private long packets;
    private long bytes;
    private final BitSet numbers = new BitSet();
    private final Map<String, Long> sources = new TreeMap<>();

    void add(DatagramPacket datagram) {
        packets++;
        bytes += datagram.getLength();
        String source = datagram.getAddress().getHostAddress() + " " + datagram.getPort();
        sources.merge(source, 1L, Long::sum);
        int number = number(datagram.getData(), datagram.getOffset(), datagram.getLength());
        if (number >= 0) {
            numbers.set(number);
        }
    }

    long packets() {
        return packets;
    }

    String json(String event) {
        String from = sources.entrySet().stream().map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(","));
        return "{\"event\":\"" + event + "\",\"packets\":" + packets + ",\"bytes\":" + bytes + ",\"distinct\":"
                + numbers.cardinality() + ",\"gaps\":" + gaps() + ",\"sources\":{" + from + "}}";
    }

    private int gaps() {
        int gaps = 0;
        int next = 0;
        for (int set = numbers.nextSetBit(0); set >= 0; set = numbers.nextSetBit(next)) {
            gaps += set > next ? 1 : 0;
            next = numbers.nextClearBit(set);
        }
        return gaps;
    }

    static void number(byte[] data, int number) {
        write(data, 0, MARK);
        write(data, 4, number);
    }

    private static int number(byte[] data, int offset, int length) {
        if (length < NUMBERED_BYTES || read(data, offset) != MARK) {
            return -1;
        }
        int number = read(data, offset + 4);
        return number < MAX_NUMBER ? number : -1;
    }

    private static int read(byte[] data, int at) {
        return (data[at] & 0xFF) << 24 | (data[at + 1] & 0xFF) << 16 | (data[at + 2] & 0xFF) << 8
                | (data[at + 3] & 0xFF);
    }

    private static void write(byte[] data, int at, int value) {
        data[at] = (byte) (value >>> 24);
        data[at + 1] = (byte) (value >>> 16);
        data[at + 2] = (byte) (value >>> 8);
        data[at + 3] = (byte) value;
    }
}
