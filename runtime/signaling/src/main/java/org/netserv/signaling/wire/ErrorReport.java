package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Error object: what went wrong with which message. Codes stay numbers, as others may know more of them.
 *
 * @param dMode the message at fault came in a datagram
 * @param qMode the message at fault was on its way to nobody it knew
 * @param header the first eight bytes of the message at fault
 * @param comment for people, without the NUL that ends it; null for none
 */
public record ErrorReport(int errorClass, int code, int subcode, boolean dMode, boolean qMode, Octets header,
        @Nullable SessionId sessionId, @Nullable Mri mri, List<Detail> details, @Nullable Octets comment) {
    static final int INFO_MESSAGE_LENGTH = 1;
    static final int INFO_MTU = 2;
    static final int INFO_OBJECT_TYPE = 3;
    static final int INFO_OBJECT_VALUE = 4;

    private static final int INFO_HEADER = 4;
    private static final int SESSION_BYTES = 16;

    /**
     * One piece of additional information.
     *
     * @param value whole words
     */
    public record Detail(int type, Octets value) {
        /** Refuses what has no place on the wire. */
        public Detail {
            if ((type & ~0xFFFF) != 0 || value.length() % Wire.WORD != 0) {
                throw new IllegalArgumentException("type=" + type + " value=" + value);
            }
        }
    }

    /** Refuses what has no place on the wire. */
    public ErrorReport {
        details = List.copyOf(details);
        if (header.length() != MessageHeader.BYTES || details.size() > 0xFF || (qMode && !dMode)) {
            throw new IllegalArgumentException("header=" + header + " details=" + details + " qMode=" + qMode);
        }
    }

    /** The error, or null if this is one that RFC 5971 does not have. */
    public @Nullable GistError error() {
        return GistError.of(code, subcode);
    }

    /** The NSLP that the message at fault was for. */
    public int nslpId() {
        byte[] bytes = header.borrow();
        return (bytes[MessageHeader.NSLPID] & 0xFF) << Byte.SIZE | (bytes[MessageHeader.NSLPID + 1] & 0xFF);
    }

    /** The comment as text, empty if there is none. */
    public String commentText() {
        return comment == null ? "" : new String(comment.borrow(), StandardCharsets.UTF_8);
    }

    static ErrorReport read(MemorySegment memory, long at) {
        int flags = Wire.u8(memory, at + ErrorLayout.FLAGS);
        SessionId session = (flags & ErrorLayout.S) == 0 ? null
                : new SessionId(Wire.i64(memory, at + ErrorLayout.SESSION),
                        Wire.i64(memory, at + ErrorLayout.SESSION + Long.BYTES));
        long next = ErrorLayout.mri(memory, at);
        Mri mri = (flags & ErrorLayout.M) == 0 ? null : Mri.read(memory, next);
        next += (long) Wire.u8(memory, at + ErrorLayout.MRI_WORDS) * Wire.WORD;
        List<Detail> details = new ArrayList<>();
        for (int i = Wire.u8(memory, at + ErrorLayout.INFO_COUNT); i > 0; i--) {
            long end = ErrorLayout.nextInfo(memory, next);
            long value = next + INFO_HEADER;
            details.add(
                    new Detail(Wire.u16(memory, next), Octets.owning(Wire.bytes(memory, value, (int) (end - value)))));
            next = end;
        }
        Octets comment = null;
        if ((flags & ErrorLayout.C) != 0) {
            int length = 0;
            while (Wire.u8(memory, next + length) != 0) {
                length++;
            }
            comment = Octets.owning(Wire.bytes(memory, next, length));
        }
        return new ErrorReport(Wire.u8(memory, at), Wire.u16(memory, at + ErrorLayout.CODE),
                Wire.u8(memory, at + ErrorLayout.SUBCODE), (flags & ErrorLayout.D) != 0, (flags & ErrorLayout.Q) != 0,
                Octets.owning(Wire.bytes(memory, at + ErrorLayout.HEADER, MessageHeader.BYTES)), session, mri, details,
                comment);
    }

    int lengthBytes() {
        return ErrorLayout.SESSION + (sessionId == null ? 0 : SESSION_BYTES)
                + (mri == null ? 0 : mri.lengthWords() * Wire.WORD)
                + details.stream().mapToInt(detail -> INFO_HEADER + detail.value().length()).sum()
                + (comment == null ? 0 : Wire.padded(comment.length() + 1));
    }

    void write(MemorySegment out, long at) {
        out.asSlice(at, lengthBytes()).fill((byte) 0);
        Wire.set8(out, at, errorClass);
        Wire.set16(out, at + ErrorLayout.CODE, code);
        Wire.set8(out, at + ErrorLayout.SUBCODE, subcode);
        Wire.set8(out, at + ErrorLayout.FLAGS,
                (sessionId == null ? 0 : ErrorLayout.S) | (mri == null ? 0 : ErrorLayout.M)
                        | (comment == null ? 0 : ErrorLayout.C) | (dMode ? ErrorLayout.D : 0)
                        | (qMode ? ErrorLayout.Q : 0));
        Wire.set8(out, at + ErrorLayout.MRI_WORDS, mri == null ? 0 : mri.lengthWords());
        Wire.set8(out, at + ErrorLayout.INFO_COUNT, details.size());
        Wire.copy(header.borrow(), out, at + ErrorLayout.HEADER);
        if (sessionId != null) {
            Wire.set64(out, at + ErrorLayout.SESSION, sessionId.high());
            Wire.set64(out, at + ErrorLayout.SESSION + Long.BYTES, sessionId.low());
        }
        long next = ErrorLayout.mri(out, at);
        if (mri != null) {
            mri.write(out, next, mri.isUpstream());
            next += (long) mri.lengthWords() * Wire.WORD;
        }
        for (Detail detail : details) {
            Wire.set16(out, next, detail.type());
            Wire.set16(out, next + 2, detail.value().length() / Wire.WORD);
            Wire.copy(detail.value().borrow(), out, next + INFO_HEADER);
            next = ErrorLayout.nextInfo(out, next);
        }
        if (comment != null) {
            Wire.copy(comment.borrow(), out, next);
        }
    }
}
