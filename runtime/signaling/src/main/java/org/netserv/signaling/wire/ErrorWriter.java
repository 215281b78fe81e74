package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;

/** Writes the Error object that answers a message at fault, straight from what was received. RFC 5971 §A.4.1. */
final class ErrorWriter {
    private static final int SESSION_BYTES = 16;

    private final Fault fault;
    private final MessageView message;

    ErrorWriter(Fault fault, MessageView message) {
        this.fault = fault;
        this.message = message;
    }

    /** Additional information that does not fit into the room is left out, so that errors stay small. */
    void write(MessageWriter writer, int roomBytes) {
        GistError error = fault.error();
        boolean named = !error.isHeaderError();
        boolean session = named && message.hasSound(ObjectType.SESSION_ID);
        boolean mri = named && message.hasSound(ObjectType.MRI);
        int mriBytes = mri ? message.mriWords() * Wire.WORD : 0;
        int fixed = ErrorLayout.SESSION + (session ? SESSION_BYTES : 0) + mriBytes;
        boolean info = fixed + fault.infoBytes() <= roomBytes;

        MemorySegment out = writer.memory();
        long at = writer.object(ObjectType.ERROR_REPORT, fixed + (info ? fault.infoBytes() : 0));
        boolean dMode = !message.isOnStream();
        boolean qMode = dMode && message.isContextFree();
        Wire.set8(out, at, error.errorClass());
        Wire.set16(out, at + ErrorLayout.CODE, error.code());
        Wire.set8(out, at + ErrorLayout.SUBCODE, error.subcode());
        Wire.set8(out, at + ErrorLayout.FLAGS, (session ? ErrorLayout.S : 0) | (mri ? ErrorLayout.M : 0)
                | (dMode ? ErrorLayout.D : 0) | (qMode ? ErrorLayout.Q : 0));
        Wire.set8(out, at + ErrorLayout.FLAGS + 1, 0);
        Wire.set8(out, at + ErrorLayout.MRI_WORDS, mriBytes / Wire.WORD);
        Wire.set8(out, at + ErrorLayout.INFO_COUNT, info ? fault.infoCount() : 0);
        MemorySegment.copy(message.memory(), message.start(), out, at + ErrorLayout.HEADER, MessageHeader.BYTES);
        if (session) {
            Wire.set64(out, at + ErrorLayout.SESSION, message.sessionHigh());
            Wire.set64(out, at + ErrorLayout.SESSION + Long.BYTES, message.sessionLow());
        }
        long next = ErrorLayout.mri(out, at);
        if (mri) {
            MemorySegment.copy(message.memory(), message.valueAt(ObjectType.MRI), out, next, mriBytes);
            next += mriBytes;
        }
        if (info) {
            fault.writeInfo(out, next);
        }
    }
}
