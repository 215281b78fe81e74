package org.netserv.signaling.nslp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Goes through objects one behind the other, within bounds that it never leaves.
 *
 * <p><b>Thread.</b> One. <b>Source.</b> the header is that of RFC 5971 §A.2.
 */
final class ObjectReader {
    private static final int HEADER_BYTES = 4;
    private static final int WORD = 4;
    private static final int LOW_12_BITS = 0xFFF;

    private final byte[] bytes;
    private final int end;
    private int next;
    private int start;
    private int stop;
    private int at;
    private int type;
    private boolean mandatory;

    /** Reads the objects from {@code from} on, up to {@code end}. */
    ObjectReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.end = end;
        next = from;
    }

    /** Goes to the next object; false behind the last one. */
    boolean next() throws NslpFormatException {
        if (next == end) {
            return false;
        }
        if (end - next < HEADER_BYTES) {
            throw new NslpFormatException("the message ends within an object's header");
        }
        int first = u16(next);
        int valueBytes = (u16(next + Short.BYTES) & LOW_12_BITS) * WORD;
        type = first & LOW_12_BITS;
        mandatory = first >>> 14 == 0;
        start = next;
        at = next + HEADER_BYTES;
        if (valueBytes > end - at) {
            throw fault("is longer than what is left");
        }
        stop = at + valueBytes;
        next = stop;
        return true;
    }

    int type() {
        return type;
    }

    /** Whether who does not know the object must refuse what it is in. */
    boolean isMandatory() {
        return mandatory;
    }

    /** Where the object begins, its header first. */
    int start() {
        return start;
    }

    int valueBytes() {
        return stop - at;
    }

    boolean hasMore() {
        return at < stop;
    }

    int takeU8() throws NslpFormatException {
        need(1);
        return bytes[at++] & 0xFF;
    }

    int takeU16() throws NslpFormatException {
        return takeU8() << 8 | takeU8();
    }

    int takeU32() throws NslpFormatException {
        return takeU16() << 16 | takeU16();
    }

    /** Text with its length in front. */
    String takeString() throws NslpFormatException {
        int length = takeU16();
        need(length);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
            at += length;
            return text;
        } catch (CharacterCodingException e) {
            throw fault("is not UTF-8");
        }
    }

    /** An object that is text and nothing else. */
    String text() throws NslpFormatException {
        String text = takeString();
        endOfValue();
        return text;
    }

    /** Refuses what stands behind what was read, but for the zeros that fill up the last word. */
    void endOfValue() throws NslpFormatException {
        boolean zeros = stop - at < WORD;
        for (int i = at; zeros && i < stop; i++) {
            zeros = bytes[i] == 0;
        }
        if (!zeros) {
            throw fault("has more behind its value than zeros up to the next word");
        }
    }

    /** The objects within the value. */
    ObjectReader within() {
        return new ObjectReader(bytes, at, stop);
    }

    /** The object as it is, its header included. */
    byte[] copy() {
        return Arrays.copyOfRange(bytes, start, stop);
    }

    NslpFormatException fault(String what) {
        return new NslpFormatException("object %#05x ".formatted(type) + what);
    }

    private void need(int count) throws NslpFormatException {
        if (stop - at < count) {
            throw fault("is shorter than its value");
        }
    }

    private int u16(int offset) {
        return (bytes[offset] & 0xFF) << 8 | (bytes[offset + 1] & 0xFF);
    }
}
