package org.netserv.signaling.trace;

import org.jspecify.annotations.Nullable;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.SessionId;

/**
 * One thing that is to be shown: a message, or an event on the way of messages, such as the end of a connection.
 *
 * @param message the message, or null for an event; an ICMP error has the one that it quotes, as far as it does
 * @param note what is to be said beside the message; empty for nothing
 */
public record TraceEntry(Passage passage, Encapsulation encapsulation, @Nullable MessageReading message,
        String note) {

    /** The message's type, or null if there is none that can be read. */
    public @Nullable MessageType type() {
        return message == null ? null : message.type();
    }

    /** The session that it is of, or null if there is none that can be read. */
    public @Nullable SessionId session() {
        return message == null ? null : message.session();
    }
}
