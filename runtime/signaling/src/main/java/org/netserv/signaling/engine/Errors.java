package org.netserv.signaling.engine;

import org.netserv.node.net.IpAddress;
import org.netserv.signaling.time.TokenBucket;
import org.netserv.signaling.wire.Fault;
import org.netserv.signaling.wire.GistError;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.ObjectType;

/**
 * Tells senders what is wrong with their messages. RFC 5971 §4.4.
 *
 * <p>An error is never answered, nor is a Response: nothing that answers can start a conversation of errors. Errors have a
 * rate of their own, and are never longer than a datagram may be.
 */
final class Errors {
    private static final int SMALL_BYTES = 128;

    private final Context context;
    private final Outbox outbox;
    private final Associations associations;
    private final TokenBucket rate;

    Errors(Context context, Outbox outbox, Associations associations) {
        this.context = context;
        this.outbox = outbox;
        this.associations = associations;
        long perSecond = context.settings.errorsPerSecond();
        rate = new TokenBucket(perSecond, perSecond, context.nowMillis);
    }

    /** Answers a message with an error that only this node can know of. */
    void answer(Inbound in, GistError error) {
        answer(in, in.view.fault(error));
    }

    /** The same, about one of its objects. */
    void answer(Inbound in, GistError error, ObjectType object) {
        answer(in, in.view.fault(error, object));
    }

    /** Answers a message with the fault that it has. */
    void answer(Inbound in, Fault fault) {
        MessageView view = in.view;
        context.counters.add(Count.DROPPED_FAULTY);
        boolean answerable = view.lengthBytes() >= MessageHeader.BYTES && !view.claimsToBe(MessageType.ERROR)
                && !view.claimsToBe(MessageType.RESPONSE);
        if (!answerable) {
            return;
        }
        if (!rate.take(context.nowMillis)) {
            context.counters.add(Count.DROPPED_ERROR_RATE);
            return;
        }
        IpAddress to = destination(in, fault);
        NetworkInfo self = context.self(to.isIpv4());
        if (self == null) {
            return;
        }
        MessageWriter writer = outbox.begin(MessageType.ERROR, false, 1, 0, MessageHeader.S)
                .copyIfSound(view, ObjectType.NAT_TRAVERSAL);
        if (in.association == null) {
            writer.networkInfo(self);
        }
        // What does not come from where it says must not be made longer on its way there.
        int room = Math.max(SMALL_BYTES, Math.min(context.settings.datagramBytes() - SMALL_BYTES, view.lengthBytes()));
        writer.error(fault, view, room);
        int length = outbox.end();
        if (in.association != null) {
            associations.send(in.association, length);
            context.counters.add(Count.SENT_ERRORS);
        } else {
            outbox.send(length, to, in.port, Count.SENT_ERRORS);
        }
    }

    /** The sender by its own word; by the packet's if that is the signaling node's, or if a NAT is in between. */
    private static IpAddress destination(Inbound in, Fault fault) {
        boolean bySource = fault.error().isHeaderError() || fault.error() == GistError.UNTRANSLATED_OBJECT
                || in.association != null || !in.view.hasSoundSender();
        return bySource ? in.source : in.view.networkInfo().address();
    }
}
