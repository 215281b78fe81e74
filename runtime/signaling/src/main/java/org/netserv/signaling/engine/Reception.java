package org.netserv.signaling.engine;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.wire.ErrorReport;
import org.netserv.signaling.wire.Fault;
import org.netserv.signaling.wire.GistError;
import org.netserv.signaling.wire.GistMessage;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/** What becomes of a message that has arrived, step by step. RFC 5971 §4.3. */
final class Reception {
    /** An upstream Query comes from the node next to us; what nobody can say that of is refused. */
    private static final int LOWEST_UPSTREAM_TTL = 254;
    /** Flows that are wider than this are refused. */
    private static final int SHORTEST_IPV4_PREFIX = 8;
    private static final int SHORTEST_IPV6_PREFIX = 16;

    private final Context context;
    private final Outbox outbox;
    private final Associations associations;
    private final States states;
    private final Queriers queriers;
    private final Responders responders;
    private final Errors errors;

    Reception(Context context, Outbox outbox, Associations associations, States states, Queriers queriers,
            Responders responders, Errors errors) {
        this.context = context;
        this.outbox = outbox;
        this.associations = associations;
        this.states = states;
        this.queriers = queriers;
        this.responders = responders;
        this.errors = errors;
    }

    void receive(Inbound in, @Nullable Fault fault) {
        if (fault != null) {
            errors.answer(in, fault);
            return;
        }
        MessageView view = in.view;
        if (in.association != null && view.type() != MessageType.HELLO) {
            associations.received(in.association);
        }
        boolean translated = in.association == null && view.isFromItsSource() && view.has(ObjectType.NETWORK_INFO)
                && !view.networkInfo().hasAddress(in.source);
        if (translated) {
            errors.answer(in, GistError.UNTRANSLATED_OBJECT, ObjectType.MRI);
            return;
        }
        switch (view.type()) {
            case QUERY -> {
                context.counters.add(Count.RECEIVED_QUERIES);
                query(in);
            }
            case RESPONSE -> {
                context.counters.add(Count.RECEIVED_RESPONSES);
                response(in);
            }
            case CONFIRM -> {
                context.counters.add(Count.RECEIVED_CONFIRMS);
                confirm(in);
            }
            case DATA -> {
                context.counters.add(Count.RECEIVED_DATA);
                data(in);
            }
            case ERROR -> {
                context.counters.add(Count.RECEIVED_ERRORS);
                error(in);
            }
            case HELLO -> {
                context.counters.add(Count.RECEIVED_HELLOS);
                if (in.association != null) {
                    associations.hello(in.association, view.isReplyRequested(), view.helloId());
                }
            }
        }
    }

    private void query(Inbound in) {
        MessageView view = in.view;
        Mri mri = view.mri();
        GistError inFlow = checkFlow(in, mri);
        if (inFlow != null) {
            errors.answer(in, inFlow, ObjectType.MRI);
            return;
        }
        if (view.isUpstream() && in.ipTtl < LOWEST_UPSTREAM_TTL) {
            errors.answer(in, GistError.INVALID_IP_TTL);
            return;
        }
        if (view.networkInfo().hasIdentity(context.identity)) {
            context.counters.add(Count.DROPPED_OWN);
            return;
        }
        Nslp nslp = context.nslps.get(view.nslpId());
        boolean last = context.settings.isOwn(view.isUpstream() ? mri.source() : mri.destination());
        if (nslp == null) {
            if (last) {
                errors.answer(in, GistError.ENDPOINT_FOUND);
            } else {
                forward(in, mri, null);
            }
            return;
        }
        RoutingState state = context.table.findReceiving(view);
        if (state != null && state.querying) {
            // Whoever is looked for along the flow, and asks against it, is answered when found.
            return;
        }
        if (state != null && in.isFrom(state.peer)) {
            responders.query(in, state, null);
            return;
        }
        Decision decision = nslp.query(in.arrival(null, false));
        if (decision.peer() || last) {
            responders.query(in, state, decision.data());
        } else {
            forward(in, mri, decision.data());
        }
    }

    private @Nullable GistError checkFlow(Inbound in, Mri mri) {
        if (!mri.isPathCoupled()) {
            return GistError.VALUE_NOT_SUPPORTED;
        }
        if (mri.source().isIpv4() != in.source.isIpv4()) {
            return GistError.IP_VERSION_MISMATCH;
        }
        int shortest = mri.ipVersion() == 4 ? SHORTEST_IPV4_PREFIX : SHORTEST_IPV6_PREFIX;
        boolean wild = mri.sourcePrefix().familyLength() < shortest
                || mri.destinationPrefix().familyLength() < shortest;
        return wild ? GistError.MRI_TOO_WILD : null;
    }

    /** Sends a Query on: only its hop count is changed, and its data where the NSLP wants other data. */
    private void forward(Inbound in, Mri mri, @Nullable Octets data) {
        MessageView view = in.view;
        if (in.hopsLeft() == 0) {
            errors.answer(in, GistError.HOP_LIMIT_EXCEEDED);
            return;
        }
        MemorySegment out = outbox.memory();
        int length = view.lengthBytes() + (data == null ? 0 : data.length());
        if (length > context.settings.datagramBytes()) {
            errors.answer(in, view.tooLarge(context.settings.datagramBytes() + Settings.IP_AND_UDP_BYTES));
            return;
        }
        if (data == null) {
            MemorySegment.copy(view.memory(), view.start(), out, 0, length);
        } else {
            length = outbox.writer().rewrite(view, out, data);
        }
        MessageHeader.setHops(out, 0, in.hopsLeft());
        outbox.forward(length, mri, in);
    }

    private void response(Inbound in) {
        RoutingState state = in.view.has(ObjectType.NAT_TRAVERSAL)
                ? context.table.find(in.view.originalMri().withDirection(!in.view.isUpstream()),
                        in.view.sessionHigh(), in.view.sessionLow(), in.view.nslpId())
                : context.table.findReceiving(in.view);
        if (state == null || !state.querying) {
            context.counters.add(Count.DROPPED_UNASKED);
            return;
        }
        queriers.response(state, in);
    }

    private void confirm(Inbound in) {
        if (!context.nslps.containsKey(in.view.nslpId())) {
            errors.answer(in, GistError.UNKNOWN_NSLPID);
            return;
        }
        RoutingState state = context.table.findReceiving(in.view);
        boolean early = state == null && context.settings.confirmation() == Settings.Confirmation.NOT_REQUIRED
                && in.association == null;
        if (early) {
            errors.answer(in, GistError.NO_ROUTING_STATE);
        } else if (state == null || !state.querying) {
            responders.confirm(in, state);
        }
    }

    private void data(Inbound in) {
        MessageView view = in.view;
        if (!context.nslps.containsKey(view.nslpId())) {
            errors.answer(in, GistError.UNKNOWN_NSLPID);
            return;
        }
        if (view.isExplicitlyRouted() || view.isContextFree()) {
            states.deliver(in, senderOf(in), false);
            return;
        }
        RoutingState state = context.table.findReceiving(view);
        if (state == null) {
            errors.answer(in, GistError.NO_ROUTING_STATE);
            return;
        }
        if (in.association != null && in.association != state.association) {
            errors.answer(in, GistError.INCORRECTLY_DELIVERED);
            return;
        }
        if (in.association == null && !in.isFrom(state.peer)) {
            context.counters.add(Count.DROPPED_NOT_PEER);
            errors.answer(in, GistError.NO_ROUTING_STATE);
            return;
        }
        if (state.querying) {
            queriers.data(state, in);
        } else {
            responders.data(state, in);
        }
    }

    /** Whose association it came by, if it did: what a message says itself is anybody's word. */
    private static @Nullable Peer senderOf(Inbound in) {
        if (in.association != null && in.association.peer != null) {
            return in.association.peer;
        }
        return in.view.has(ObjectType.NETWORK_INFO) ? in.sender() : null;
    }

    /** Errors count only where they are from the peer, or about a Query that is still open. */
    private void error(Inbound in) {
        ErrorReport report = GistMessage.readError(in.view);
        SessionId session = report.sessionId();
        Mri mri = report.mri();
        GistError error = report.error();
        RoutingState state = session == null || mri == null ? null
                : context.table.find(mri, session.high(), session.low(), report.nslpId());
        if (state == null || error == null) {
            return;
        }
        boolean fromPeer = in.association != null ? in.association == state.association
                : state.peer != null && state.peer.address().equals(in.source);
        if (error == GistError.NO_ROUTING_STATE && fromPeer) {
            if (state.querying) {
                queriers.peerHasNoState(state);
            } else {
                responders.peerHasNoState(state);
            }
        } else if (error == GistError.ENDPOINT_FOUND && state.querying) {
            queriers.endOfPath(state);
        } else if (error.isPermanent() && state.querying && state.peer == null) {
            queriers.refused(state);
        }
    }
}
