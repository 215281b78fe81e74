package org.netserv.signaling.trace;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.wire.Fault;
import org.netserv.signaling.wire.GistMessage;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageText;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.RawObject;
import org.netserv.signaling.wire.SessionId;

/**
 * What can be read of some bytes that should be a message.
 *
 * @param bytes how many there are
 * @param message all of it, or null if it has a fault
 * @param fault what is wrong with it; empty for nothing
 * @param type of a message with a fault, too, if its header says it; null if not
 * @param session of a message with a fault, too, if it is there; null if not
 * @param objects those of unknown types; all of them in a message with a fault
 * @param text field by field, as {@link MessageText} has it
 */
public record MessageReading(int bytes, @Nullable GistMessage message, String fault, @Nullable MessageType type,
        @Nullable SessionId session, List<RawObject> objects, String text) {

    private static final int SESSION_BYTES = 16;

    /** Reads a message. */
    static MessageReading of(MemorySegment memory, long at, int bytes, boolean onStream) {
        MessageView view = new MessageView();
        Fault fault = view.parse(memory, at, bytes, onStream);
        if (fault != null) {
            return faulty(view, fault.toString());
        }
        GistMessage message = GistMessage.read(view);
        List<RawObject> unknown = RawObject.of(view).stream().filter(object -> !object.isKnown()).toList();
        SessionId session = message.error() == null ? message.sessionId() : message.error().sessionId();
        return new MessageReading(bytes, message, "", message.type(), session, unknown,
                MessageText.of(message, unknown));
    }

    /** Reads what there is of a message of which more was sent. */
    static MessageReading cut(MemorySegment memory, long at, int bytes, boolean onStream) {
        MessageView view = new MessageView();
        // If it is whole nevertheless, the fault lies behind it.
        return view.parse(memory, at, bytes, onStream) == null ? of(memory, at, bytes, onStream)
                : faulty(view, "only its first " + bytes + " bytes are here");
    }

    private static MessageReading faulty(MessageView view, String fault) {
        MessageType type = view.lengthBytes() < MessageHeader.BYTES ? null
                : MessageHeader.type(view.memory(), view.start());
        List<RawObject> objects = RawObject.of(view);
        SessionId session = null;
        for (RawObject object : objects) {
            if (object.type() == ObjectType.SESSION_ID.code() && object.value().length() == SESSION_BYTES) {
                ByteBuffer value = ByteBuffer.wrap(object.value().toArray());
                session = new SessionId(value.getLong(), value.getLong());
            }
        }
        return new MessageReading(view.lengthBytes(), null, fault, type, session, objects,
                MessageText.of(view, fault));
    }
}
