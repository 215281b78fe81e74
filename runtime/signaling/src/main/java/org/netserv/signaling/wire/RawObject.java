package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An object as it stands in a message, whatever it means: for types that nobody here knows, and for messages with a fault.
 *
 * @param a the first flag for nodes that do not know the type
 * @param b the second
 * @param value shorter than its header says if the message ends before
 */
public record RawObject(int type, boolean a, boolean b, int lengthWords, Octets value) {
    /** Those of a message with or without fault, as far as their lengths lead. */
    public static List<RawObject> of(MessageView view) {
        List<RawObject> all = new ArrayList<>();
        int next = MessageHeader.BYTES;
        while (next + ObjectHeader.BYTES <= view.lengthBytes()) {
            RawObject object = read(view.memory(), view.start() + next, view.lengthBytes() - next);
            all.add(object);
            next += ObjectHeader.BYTES + object.lengthWords * Wire.WORD;
        }
        return all;
    }

    /** An object with its header. */
    static RawObject of(Octets object) {
        return read(MemorySegment.ofArray(object.borrow()), 0, object.length());
    }

    private static RawObject read(MemorySegment memory, long at, int room) {
        int first = Wire.u16(memory, at);
        int words = Wire.u16(memory, at + 2) & ObjectHeader.LENGTH_MASK;
        int bytes = Math.min(room - ObjectHeader.BYTES, words * Wire.WORD);
        int action = ObjectHeader.action(first);
        return new RawObject(first & ObjectHeader.TYPE_MASK, (action & 2) != 0, (action & 1) != 0, words,
                Octets.owning(Wire.bytes(memory, at + ObjectHeader.BYTES, bytes)));
    }

    /** Whether the type is one of RFC 5971. */
    public boolean isKnown() {
        return ObjectType.of(type) != null;
    }

    /** Its header and its value, in hexadecimal. */
    @Override
    public String toString() {
        return "type 0x" + Integer.toHexString(type) + ", A " + (a ? 1 : 0) + ", B " + (b ? 1 : 0) + ", length 0x"
                + Integer.toHexString(lengthWords) + " words, value " + value;
    }
}
