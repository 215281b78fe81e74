package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as a value: for traces, tests and whatever need not be fast. Reserved bits and objects that are to be ignored
 * are not part of it; nor is the magic.
 *
 * @param flags {@link MessageHeader#S}, R and E
 * @param nslpData whole words
 * @param helloId null but in MA-Hello
 * @param forwarded objects of types that this node does not know, with their headers, which stay in forwarded messages
 */
public record GistMessage(MessageType type, boolean contextFree, int hops, int nslpId, int flags,
        @Nullable Octets natTraversal, @Nullable Mri mri, @Nullable SessionId sessionId,
        @Nullable NetworkInfo networkInfo, @Nullable Octets queryCookie, @Nullable Octets responderCookie,
        @Nullable StackProposal stackProposal, @Nullable StackConfig stackConfig, @Nullable Octets nslpData,
        @Nullable ErrorReport error, @Nullable Integer helloId, List<Octets> forwarded) {

    private static final int FLAGS = MessageHeader.S | MessageHeader.R | MessageHeader.E;

    public GistMessage {
        forwarded = List.copyOf(forwarded);
    }

    /** The message in a view, which has parsed it without fault. */
    public static GistMessage read(MessageView view) {
        return new GistMessage(view.type(), view.isContextFree(), view.hops(), view.nslpId(), view.flags() & FLAGS,
                octets(view, ObjectType.NAT_TRAVERSAL), view.has(ObjectType.MRI) ? view.mri() : null,
                view.has(ObjectType.SESSION_ID) ? new SessionId(view.sessionHigh(), view.sessionLow()) : null,
                view.has(ObjectType.NETWORK_INFO) ? NetworkInfo.read(view.networkInfo()) : null,
                octets(view, ObjectType.QUERY_COOKIE), octets(view, ObjectType.RESPONDER_COOKIE),
                view.has(ObjectType.STACK_PROPOSAL)
                        ? StackProposal.read(view.memory(), view.valueAt(ObjectType.STACK_PROPOSAL))
                        : null,
                view.has(ObjectType.STACK_CONFIG)
                        ? StackConfig.read(view.memory(), view.valueAt(ObjectType.STACK_CONFIG))
                        : null,
                octets(view, ObjectType.NSLP_DATA), view.has(ObjectType.ERROR_REPORT) ? readError(view) : null,
                view.has(ObjectType.HELLO_ID) ? view.helloId() : null, unknown(view));
    }

    /** The error that a view has read. */
    public static ErrorReport readError(MessageView view) {
        return ErrorReport.read(view.memory(), view.valueAt(ObjectType.ERROR_REPORT));
    }

    /** Writes the message, without magic; returns its length in bytes. */
    public int write(MessageWriter writer, MemorySegment out, long at) {
        writer.begin(out, at, type, contextFree, hops, nslpId, flags);
        write(writer, ObjectType.NAT_TRAVERSAL, natTraversal);
        if (mri != null) {
            writer.mri(mri, mri.isUpstream());
        }
        if (sessionId != null) {
            writer.sessionId(sessionId.high(), sessionId.low());
        }
        if (networkInfo != null) {
            writer.networkInfo(networkInfo);
        }
        write(writer, ObjectType.QUERY_COOKIE, queryCookie);
        write(writer, ObjectType.RESPONDER_COOKIE, responderCookie);
        if (stackProposal != null) {
            writer.stackProposal(stackProposal);
        }
        if (stackConfig != null) {
            writer.stackConfig(stackConfig);
        }
        write(writer, ObjectType.NSLP_DATA, nslpData);
        if (error != null) {
            writer.error(error);
        }
        if (helloId != null) {
            writer.helloId(helloId);
        }
        forwarded.forEach(writer::raw);
        return writer.end();
    }

    private static void write(MessageWriter writer, ObjectType type, @Nullable Octets value) {
        if (value != null) {
            writer.object(type, value.borrow());
        }
    }

    private static @Nullable Octets octets(MessageView view, ObjectType type) {
        return view.has(type) ? Octets.owning(view.copyValue(type)) : null;
    }

    private static List<Octets> unknown(MessageView view) {
        List<Octets> kept = new ArrayList<>();
        int next = MessageHeader.BYTES;
        while (next < view.lengthBytes()) {
            long object = view.start() + next;
            int first = Wire.u16(view.memory(), object);
            int bytes = ObjectHeader.BYTES
                    + (Wire.u16(view.memory(), object + 2) & ObjectHeader.LENGTH_MASK) * Wire.WORD;
            if (ObjectType.of(first & ObjectHeader.TYPE_MASK) == null
                    && ObjectHeader.action(first) == ObjectHeader.FORWARD) {
                kept.add(Octets.owning(Wire.bytes(view.memory(), object, bytes)));
            }
            next += bytes;
        }
        return kept;
    }
}
