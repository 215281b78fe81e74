package org.netserv.signaling.nslp.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes objects one behind the other, each of whole words.
 *
 * <p><b>Thread.</b> One.
 */
final class ObjectWriter {
    private static final int WORD = 4;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    int length() {
        return out.size();
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    ObjectWriter u8(int value) {
        out.write(value);
        return this;
    }

    ObjectWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    ObjectWriter u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    ObjectWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The header of an object that is mandatory, with the length of its value before padding. */
    ObjectWriter header(int type, int valueBytes) {
        return u16(type).u16((valueBytes + WORD - 1) / WORD);
    }

    ObjectWriter pad() {
        while (out.size() % WORD != 0) {
            out.write(0);
        }
        return this;
    }

    /** An object whose value is made elsewhere, of whole words. */
    ObjectWriter object(int type, ObjectWriter value) {
        return header(type, value.length()).raw(value.bytes());
    }

    /** An object that is text. */
    ObjectWriter text(int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return header(type, Short.BYTES + bytes.length).string(bytes).pad();
    }

    /** Text with its length, without padding. */
    ObjectWriter string(byte[] text) {
        return u16(text.length).raw(text);
    }
}
