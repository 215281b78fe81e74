package org.netserv.signaling.trace;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the segments of one direction of a TCP connection in the order of their sequence numbers. Bytes that come again, once they
 * have been passed on, are left out. What came too early is kept, within bounds; when they are full, or the other side has
 * acknowledged what never came, there is a gap.
 *
 * <p><b>Source.</b> RFC 9293 §3.4.
 */
final class SegmentOrder {
    private static final int MOST_WAITING_BYTES = 256 << 10;
    private static final int MOST_WAITING = 512;

    /** Who takes the bytes in order. */
    interface Sink {
        /** The next bytes; they are lent. */
        void take(byte[] in, int from, int count);
    }

    /** By where they begin, counted from the first byte of the stream. */
    private final TreeMap<Long, byte[]> waiting = new TreeMap<>();
    private int waitingBytes;
    private boolean begun;
    private int nextNumber;
    private long nextOffset;
    private boolean gap;

    /** The next byte has this sequence number. */
    void begin(int number) {
        begun = true;
        nextNumber = number;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Whether bytes are missing that will not come any more: nothing more is taken. */
    boolean hasGap() {
        return gap;
    }

    /** How many bytes it keeps that came too early. */
    int waitingBytes() {
        return waitingBytes;
    }

    /** How many bytes are missing before the first that came too early; 0 if none did. */
    long missingBytes() {
        return waiting.isEmpty() ? 0 : waiting.firstKey() - nextOffset;
    }

    /** A segment's bytes, in whatever order it comes. */
    void take(int number, byte[] in, int from, int count, Sink sink) {
        if (!begun || gap || count == 0) {
            return;
        }
        int ahead = number - nextNumber;
        if (ahead > 0) {
            keep(nextOffset + ahead, in, from, count);
            return;
        }
        int known = -ahead;
        if (known < 0 || known >= count) {
            return;
        }
        pass(in, from + known, count - known, sink);
        drain(sink);
    }

    /** The other side has all bytes before this sequence number. */
    void acknowledged(int number) {
        if (begun && !gap && !waiting.isEmpty() && number - nextNumber >= missingBytes()) {
            gap = true;
        }
    }

    private void keep(long offset, byte[] in, int from, int count) {
        byte[] there = waiting.get(offset);
        if (there != null && there.length >= count) {
            return;
        }
        if (waitingBytes + count > MOST_WAITING_BYTES || waiting.size() == MOST_WAITING) {
            if (waiting.isEmpty()) {
                waiting.put(offset, new byte[0]); // it says how much is missing
            }
            gap = true;
            return;
        }
        waitingBytes += count - (there == null ? 0 : there.length);
        waiting.put(offset, Arrays.copyOfRange(in, from, from + count));
    }

    private void drain(Sink sink) {
        for (Map.Entry<Long, byte[]> first = waiting.firstEntry(); first != null
                && first.getKey() <= nextOffset; first = waiting.firstEntry()) {
            waiting.remove(first.getKey());
            byte[] bytes = first.getValue();
            waitingBytes -= bytes.length;
            int known = (int) Math.min(bytes.length, nextOffset - first.getKey());
            pass(bytes, known, bytes.length - known, sink);
        }
    }

    private void pass(byte[] in, int from, int count, Sink sink) {
        nextNumber += count;
        nextOffset += count;
        sink.take(in, from, count);
    }

    /** Gives up what it keeps. */
    void end() {
        gap = true;
        waiting.clear();
        waitingBytes = 0;
    }
}
