package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The value of an Error object. RFC 5971 §A.4.1.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+-------------------------------+---------------+
 * |     class     |             code              |    subcode    |
 * +-+-+-+-+-+-----+---------------+---------------+---------------+
 * |S|M|C|D|Q| rsv |   reserved    |   MRI words   |  info count   |
 * +-+-+-+-+-+-----+---------------+---------------+---------------+
 * |          common header of the message at fault (8 bytes)      |
 * +---------------------------------------------------------------+
 * | Session-ID, if S; MRI, if M; additional information; comment, if C |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class ErrorLayout {
    static final int CODE = 1;
    static final int SUBCODE = 3;
    static final int FLAGS = 4;
    static final int MRI_WORDS = 6;
    static final int INFO_COUNT = 7;
    static final int HEADER = 8;
    static final int SESSION = 16;

    static final int S = 0x80;
    static final int M = 0x40;
    static final int C = 0x20;
    static final int D = 0x10;
    static final int Q = 0x08;

    private static final int INFO_HEADER = 4;
    private static final int SESSION_BYTES = 16;

    private ErrorLayout() {}

    static @Nullable Fault check(MemorySegment memory, long object, long at, int words, Fault fault) {
        long end = at + (long) words * Wire.WORD;
        if (at + SESSION > end) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
        }
        int flags = Wire.u8(memory, at + FLAGS);
        int mriWords = Wire.u8(memory, at + MRI_WORDS);
        if ((flags & (D | Q)) == Q || ((flags & M) == 0 && mriWords != 0)) {
            return fault.value(GistError.INVALID_FLAG_FIELD_COMBINATION, memory, object, at + FLAGS);
        }
        long next = mri(memory, at);
        if (next + (long) mriWords * Wire.WORD > end) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
        }
        if ((flags & M) != 0) {
            Fault inMri = MriLayout.check(memory, object, next, mriWords, fault);
            if (inMri != null) {
                return inMri;
            }
        }
        next += (long) mriWords * Wire.WORD;
        for (int i = Wire.u8(memory, at + INFO_COUNT); i > 0; i--) {
            if (next + INFO_HEADER > end) {
                return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
            }
            next = nextInfo(memory, next);
        }
        return (flags & C) != 0 ? checkComment(memory, object, next, end, fault)
                : next == end ? null : fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
    }

    /** Where the MRI is, if there is one. */
    static long mri(MemorySegment memory, long at) {
        return at + SESSION + ((Wire.u8(memory, at + FLAGS) & S) == 0 ? 0 : SESSION_BYTES);
    }

    static long nextInfo(MemorySegment memory, long info) {
        return info + INFO_HEADER + (long) Wire.u16(memory, info + 2) * Wire.WORD;
    }

    /** A comment ends with a NUL, and nothing but NULs follows. */
    private static @Nullable Fault checkComment(MemorySegment memory, long object, long at, long end, Fault fault) {
        if (at >= end || Wire.u8(memory, end - 1) != 0) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, Math.min(at, end));
        }
        return null;
    }
}
