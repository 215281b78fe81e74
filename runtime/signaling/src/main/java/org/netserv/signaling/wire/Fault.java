package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.util.Locale;

/**
 * What is wrong with a message, and where; it has what the error to be sent must say.
 *
 * <p><b>Ownership.</b> Belongs to the view that found it, which uses it again for its next message.
 */
public final class Fault {
    private static final int NONE = -1;

    private GistError error = GistError.UNKNOWN_VERSION;
    private int calculatedWords = NONE;
    private int mtuBytes = NONE;
    private int objectType = NONE;
    private MemorySegment memory = MemorySegment.NULL;
    private long object = NONE;
    private int objectWords;
    private int offsetBytes;
    private long secondObject = NONE;

    Fault() {}

    /** The error to be sent. */
    public GistError error() {
        return error;
    }

    /** For {@link GistError#INCORRECT_MESSAGE_LENGTH} the length that the objects make up, in words; else −1. */
    public int calculatedWords() {
        return calculatedWords;
    }

    /** The code of the object at fault, or −1. */
    public int objectType() {
        return objectType;
    }

    /** Where in the object, counted in bytes from its header. */
    public int offsetBytes() {
        return offsetBytes;
    }

    Fault header(GistError kind) {
        clear(kind);
        return this;
    }

    Fault messageLength(int words) {
        clear(GistError.INCORRECT_MESSAGE_LENGTH);
        calculatedWords = words;
        return this;
    }

    Fault tooLarge(int mtu) {
        clear(GistError.MESSAGE_TOO_LARGE);
        mtuBytes = mtu;
        return this;
    }

    Fault type(GistError kind, int type) {
        clear(kind);
        objectType = type;
        return this;
    }

    /** The value of an object is wrong at {@code at}; {@code objectAt} is its header. */
    Fault value(GistError kind, MemorySegment in, long objectAt, long at) {
        return value(kind, in, objectAt, Wire.u16(in, objectAt + 2) & ObjectHeader.LENGTH_MASK, at);
    }

    /** The same, for an object that is really so many words long. */
    Fault value(GistError kind, MemorySegment in, long objectAt, int words, long at) {
        clear(kind);
        memory = in;
        object = objectAt;
        objectType = Wire.u16(in, objectAt) & ObjectHeader.TYPE_MASK;
        objectWords = words;
        offsetBytes = (int) (at - objectAt);
        return this;
    }

    /** Two objects do not fit together. */
    Fault mismatch(MemorySegment in, long objectAt, long otherAt, long at) {
        value(GistError.STACK_MISMATCH, in, objectAt, objectAt);
        secondObject = otherAt;
        offsetBytes = (int) (at - otherAt);
        return this;
    }

    /** Writes the additional information of the error at {@code at}; returns where it ends. */
    long writeInfo(MemorySegment out, long at) {
        if (calculatedWords != NONE) {
            return info(out, at, ErrorReport.INFO_MESSAGE_LENGTH, calculatedWords);
        }
        if (mtuBytes != NONE) {
            return info(out, at, ErrorReport.INFO_MTU, mtuBytes);
        }
        if (object == NONE) {
            return objectType == NONE ? at : info(out, at, ErrorReport.INFO_OBJECT_TYPE, objectType);
        }
        long end = objectInfo(out, at, object, secondObject == NONE ? offsetBytes : 0);
        return secondObject == NONE ? end : objectInfo(out, end, secondObject, offsetBytes);
    }

    int infoCount() {
        if (calculatedWords == NONE && mtuBytes == NONE && objectType == NONE) {
            return 0;
        }
        return secondObject == NONE ? 1 : 2;
    }

    /** How many bytes {@link #writeInfo} writes. */
    int infoBytes() {
        if (object == NONE) {
            return infoCount() * 2 * Wire.WORD;
        }
        return 2 * Wire.WORD + objectBytes(object)
                + (secondObject == NONE ? 0 : 2 * Wire.WORD + objectBytes(secondObject));
    }

    private static long info(MemorySegment out, long at, int type, int value) {
        Wire.set16(out, at, type);
        Wire.set16(out, at + 2, 1);
        Wire.set32(out, at + Wire.WORD, value << Short.SIZE);
        return at + 2 * Wire.WORD;
    }

    private long objectInfo(MemorySegment out, long at, long objectAt, int offset) {
        int bytes = objectBytes(objectAt);
        Wire.set16(out, at, ErrorReport.INFO_OBJECT_VALUE);
        Wire.set16(out, at + 2, 1 + bytes / Wire.WORD);
        int words = objectAt == object ? objectWords : Wire.u16(memory, objectAt + 2) & ObjectHeader.LENGTH_MASK;
        Wire.set32(out, at + Wire.WORD, (words + 1 & ObjectHeader.LENGTH_MASK) << Short.SIZE | offset);
        MemorySegment.copy(memory, objectAt, out, at + 2 * Wire.WORD, bytes);
        return at + 2 * Wire.WORD + bytes;
    }

    private int objectBytes(long objectAt) {
        return (1 + (Wire.u16(memory, objectAt + 2) & ObjectHeader.LENGTH_MASK)) * Wire.WORD;
    }

    private void clear(GistError kind) {
        error = kind;
        calculatedWords = NONE;
        mtuBytes = NONE;
        objectType = NONE;
        object = NONE;
        secondObject = NONE;
        offsetBytes = 0;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(error.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        if (objectType != NONE) {
            ObjectType known = ObjectType.of(objectType);
            text.append(" (").append(known == null ? "object " + objectType : known.name());
            text.append(object == NONE ? ")" : " at byte " + offsetBytes + ")");
        }
        return text.toString();
    }
}
