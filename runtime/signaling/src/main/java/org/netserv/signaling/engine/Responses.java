package org.netserv.signaling.engine;

import org.jspecify.annotations.Nullable;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.Octets;

/** Answers to Queries, made from the Query alone. */
final class Responses {
    /** As a Response to a Query, of whose sender nothing is known. */
    private static final int MOST_TIMES_AS_LONG = 2;

    private final Context context;
    private final Outbox outbox;
    private final Associations associations;
    private final ResponderCookies cookies;

    Responses(Context context, Outbox outbox, Associations associations, ResponderCookies cookies) {
        this.context = context;
        this.outbox = outbox;
        this.associations = associations;
        this.cookies = cookies;
    }

    /** Answers a Query; the length of what was sent. */
    int send(Inbound in, boolean toConfirm, @Nullable Octets data) {
        boolean offers = toConfirm && offersAssociation(in);
        MessageView view = in.view;
        NetworkInfo self = context.self(view.networkInfo().isIpv4());
        if (self == null) {
            return 0;
        }
        Association reused = offers ? reusable(in) : null;
        MessageWriter writer = outbox
                .begin(MessageType.RESPONSE, false, 1, view.nslpId(),
                        MessageHeader.S | (toConfirm ? MessageHeader.R : 0))
                .copy(view, ObjectType.NAT_TRAVERSAL).copyMri(view, !view.isUpstream())
                .sessionId(view.sessionHigh(), view.sessionLow())
                .networkInfo(self, in.distance(), validity(in)).copy(view, ObjectType.QUERY_COOKIE);
        if (toConfirm) {
            writer.object(ObjectType.RESPONDER_COOKIE, cookies.issue(in, offers, context.nowMillis));
        }
        if (offers && reused == null) {
            writer.stackProposal(context.stacks.answer()).stackConfig(context.stacks.answerConfig());
        }
        int length = outbox.end();
        int most = Math.min(context.settings.datagramBytes(), MOST_TIMES_AS_LONG * view.lengthBytes());
        if (data != null && length + data.length() < most) {
            // What does not fit the application can send once there is state.
            length = writer.octets(ObjectType.NSLP_DATA, data).end();
        }
        if (reused != null) {
            associations.send(reused, length);
            context.counters.add(Count.SENT_RESPONSES);
        } else {
            outbox.send(length, view.networkInfo().address(), in.port, Count.SENT_RESPONSES);
        }
        return length;
    }

    /** Whether the answer to a Query leads to an association: one is asked for, and can be had. */
    boolean offersAssociation(Inbound in) {
        return in.view.has(ObjectType.STACK_PROPOSAL) && (context.stacks.accepts() || reusable(in) != null);
    }

    /** The association with the querier that is good for what the Query asks, or null. */
    private @Nullable Association reusable(Inbound in) {
        return associations.size() == 0 ? null
                : associations.with(in.sender(), Stacks.wantsOnlySecure(in.view));
    }

    /** As the querier is told: the shorter of what it asks for and what this node grants. */
    long validity(@Nullable Inbound in) {
        long granted = context.validityMillis();
        return in == null ? granted : Math.min(granted, in.view.networkInfo().validityMillis());
    }
}
