package org.netserv.signaling.engine;

import org.jspecify.annotations.Nullable;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.ObjectType;

/** What a querier sends: Queries, and Confirms. */
final class Queries {
    private final Context context;
    private final Outbox outbox;
    private final Associations associations;

    Queries(Context context, Outbox outbox, Associations associations) {
        this.context = context;
        this.outbox = outbox;
        this.associations = associations;
    }

    /** Sends a Query with a cookie of its own towards the flow's end. */
    void send(RoutingState state) {
        NetworkInfo self = context.self(state.mri.ipVersion() == 4);
        if (self == null) {
            return;
        }
        long cookie = context.random.nextLong();
        state.addCookie(cookie);
        MessageWriter writer = outbox
                .begin(MessageType.QUERY, true, context.settings.hops(), state.nslpId,
                        MessageHeader.S | MessageHeader.R)
                .mri(state.mri, state.mri.isUpstream()).sessionId(state.sessionHigh, state.sessionLow)
                .networkInfo(self, context.ipTtl(state.mri, 0), context.validityMillis()).queryCookie(cookie);
        if (state.wantsAssociation != 0) {
            boolean secure = state.wantsAssociation == RoutingState.WANTS_SECURE;
            writer.stackProposal(context.stacks.offer(secure)).stackConfig(context.stacks.offerConfig(secure));
        }
        outbox.sendTowards(outbox.end(), state.mri, Count.SENT_QUERIES);
    }

    /** Confirms a Response that asks for it, by the association that the state uses if it does. */
    void confirm(RoutingState state, @Nullable Inbound in) {
        Peer peer = state.peer;
        NetworkInfo self = peer == null ? null : context.self(peer.address().isIpv4());
        if (in == null || peer == null || self == null || !in.view.isReplyRequested()) {
            return;
        }
        MessageView view = in.view;
        Association association = state.association;
        MessageWriter writer = outbox.begin(MessageType.CONFIRM, false, 1, state.nslpId, MessageHeader.S)
                .mri(state.mri, state.mri.isUpstream()).sessionId(state.sessionHigh, state.sessionLow)
                .networkInfo(self, context.ipTtl(state.mri, state.distance), context.validityMillis())
                .copy(view, ObjectType.RESPONDER_COOKIE);
        if (association != null && view.has(ObjectType.STACK_PROPOSAL)) {
            writer.copy(view, ObjectType.STACK_PROPOSAL).stackConfig(context.stacks.hold());
        }
        int length = outbox.end();
        context.counters.add(Count.SENT_CONFIRMS);
        if (association != null) {
            associations.send(association, length);
        } else {
            outbox.send(length, peer.address(), state.port, null);
        }
    }
}
