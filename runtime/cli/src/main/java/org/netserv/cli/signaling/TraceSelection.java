package org.netserv.cli.signaling;

import java.util.Set;
import org.netserv.signaling.trace.TraceEntry;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.SessionId;

/**
 * What is to be shown. Where something is selected, what has neither session nor type is not.
 *
 * @param session the first hexadecimal digits of sessions, in small letters; empty for all
 * @param types none for all
 */
public record TraceSelection(String session, Set<MessageType> types) {
    /** Everything. */
    public static final TraceSelection ALL = new TraceSelection("", Set.of());

    /** Whether an entry is to be shown. */
    boolean selects(TraceEntry entry) {
        SessionId of = entry.session();
        MessageType type = entry.type();
        return (session.isEmpty() || (of != null && of.toString().startsWith(session)))
                && (types.isEmpty() || (type != null && types.contains(type)));
    }
}
