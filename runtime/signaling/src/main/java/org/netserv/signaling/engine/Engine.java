package org.netserv.signaling.engine;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.machine.AssociationMachine;
import org.netserv.signaling.time.TokenBucket;
import org.netserv.signaling.wire.Fault;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/**
 * One node's GIST. It is told what arrives and what time it is.
 *
 * <p><b>Units.</b> Times are milliseconds of a clock that never goes back.
 *
 * <p><b>Thread.</b> One for all calls but {@link #counters}.
 */
public final class Engine {
    /** Looking through all states takes its time, and anybody can send such an error. */
    private static final long UNQUOTED_PER_SECOND = 10;

    private final Context context;
    private final Associations associations;
    private final States states;
    private final Queriers queriers;
    private final Responders responders;
    private final Reception reception;
    private final Inbound inbound = new Inbound();
    private final TokenBucket unquoted;

    /**
     * @param random unpredictable: sessions, cookies and secrets are drawn from it
     */
    public Engine(Settings settings, Network network, RandomGenerator random, long nowMillis) {
        context = new Context(settings, network, random, nowMillis);
        unquoted = new TokenBucket(UNQUOTED_PER_SECOND, UNQUOTED_PER_SECOND, nowMillis);
        Outbox outbox = new Outbox(context);
        associations = new Associations(context, outbox);
        states = new States(context, outbox, associations);
        Errors errors = new Errors(context, outbox, associations);
        queriers = new Queriers(context, outbox, associations, states);
        responders = new Responders(context, outbox, associations, states, errors);
        reception = new Reception(context, outbox, associations, states, queriers, responders, errors);
        associations.onFailure(this::associationFailed);
    }

    /** Hosts an application. */
    public void add(Nslp nslp) {
        if (context.nslps.putIfAbsent(nslp.id(), nslp) != null) {
            throw new IllegalArgumentException("two applications with one number: id=" + nslp.id());
        }
    }

    /** What stays the same until the node starts anew. */
    public Octets identity() {
        return context.identity;
    }

    /** What was counted. */
    public Counters counters() {
        return context.counters;
    }

    /** How many routing states there are. */
    public int states() {
        return context.table.size();
    }

    /** Whether nothing will happen by itself. */
    public boolean isIdle() {
        return context.stateTimers.running() == 0 && context.associationTimers.running() == 0;
    }

    /** How many messaging associations there are. */
    public int associations() {
        return associations.size();
    }

    /** Lets time pass: whatever is due by now happens. */
    public void advance(long nowMillis) {
        context.nowMillis = nowMillis;
        context.stateTimers.advance(nowMillis, this::stateTimer);
        context.associationTimers.advance(nowMillis, associations::expired);
        context.makeCalls();
    }

    /**
     * A datagram, with its magic.
     *
     * @param ipTtl as it arrived, or 0 if unknown
     * @param interfaceIndex where it arrived, or 0 if unknown
     */
    public void datagram(MemorySegment memory, long at, int length, IpAddress source, int port, int ipTtl,
            int interfaceIndex) {
        if (!MessageHeader.isGist(memory, at, length)) {
            context.counters.add(Count.DROPPED_NOT_GIST);
            return;
        }
        inbound.set(source, port, ipTtl, interfaceIndex, null);
        reception.receive(inbound, inbound.view.parse(memory, at + MessageHeader.MAGIC_BYTES,
                length - MessageHeader.MAGIC_BYTES, false));
        context.makeCalls();
    }

    /** A message from a connection, without what follows it there. */
    public void message(int association, MemorySegment memory, long at, int length) {
        Association by = associations.byId(association);
        if (by == null) {
            return;
        }
        inbound.set(by.remote, context.settings.udpPort(), 0, 0, by);
        Fault fault = inbound.view.parse(memory, at, length, true);
        reception.receive(inbound, fault);
        associations.settle(by);
        context.makeCalls();
    }

    /** Somebody has connected; returns the number for the connection. */
    public int accepted(IpAddress from, boolean secure) {
        return associations.accepted(from, secure).id;
    }

    /** A connection that was asked for is there. */
    public void connected(int association) {
        happened(association, AssociationMachine.Event.CONNECTED);
    }

    /** A connection could not be made, or has broken. */
    public void broken(int association) {
        Association by = associations.byId(association);
        if (by != null) {
            happened(association, by.state == AssociationMachine.State.AWAITING_CONNECTION
                    ? AssociationMachine.Event.CONNECT_FAILED
                    : AssociationMachine.Event.FAILED);
        }
    }

    /** One that wanted to connect over TLS has not shown a certificate of an authorised peer. */
    public void notAuthorised() {
        context.counters.add(Count.DROPPED_NOT_AUTHORISED);
    }

    /**
     * A connection over TLS has ended because one side has not shown a certificate of an authorised peer. So nothing that was sent by
     * it has arrived, and the states that were to use it end. RFC 5971 §4.4.2.
     */
    public void notAuthorised(int association) {
        notAuthorised();
        Association by = associations.byId(association);
        if (by != null) {
            by.refused = true;
            broken(association);
        }
    }

    /** Sends an application's message, now or when there is a way to. What becomes of it if not, the application is told. */
    public void send(Outgoing message) {
        if (message.hops() == 0) {
            states.fail(message, Failure.NO_HOPS_LEFT);
        } else if (message.to() != null) {
            states.sendExplicitly(message, message.to(), context.settings.udpPort());
        } else {
            RoutingState state = find(message.nslpId(), message.sessionId(), message.mri());
            if (state == null) {
                queriers.open(message);
            } else if (state.querying) {
                queriers.send(state, message);
            } else {
                responders.send(state, message);
            }
        }
        context.makeCalls();
    }

    /** Looks for a peer now, if there is none. While the state is kept, the engine does so by itself, less often. */
    public void probe(int nslpId, SessionId sessionId, Mri mri) {
        RoutingState state = find(nslpId, sessionId, mri);
        if (state == null) {
            queriers.probe(nslpId, sessionId, mri);
        } else if (state.querying && state.last) {
            queriers.refresh(state);
        }
        context.makeCalls();
    }

    /** For how long a session's state is to be refreshed without being used; 0 lets it go now. */
    public void keep(int nslpId, SessionId sessionId, Mri mri, long millis) {
        RoutingState state = find(nslpId, sessionId, mri);
        if (state != null && state.querying) {
            state.inactiveMillis = (int) Math.min(Integer.MAX_VALUE, millis);
            if (millis == 0) {
                queriers.expired(state, RoutingState.END_TIMER);
            } else if (states.hasEndTimer(state)) {
                states.startEndTimer(state, state.inactiveMillis);
            }
        }
        context.makeCalls();
    }

    /** The application has seen that packets take another way: the peer is to be looked for now. */
    public void doubt(int nslpId, SessionId sessionId, Mri mri) {
        RoutingState state = find(nslpId, sessionId, mri);
        if (state != null && state.querying) {
            queriers.refresh(state);
        }
        context.makeCalls();
    }

    /**
     * Nobody listens where a Query of ours went, as ICMP says: whoever asked in that direction is last on the path. What does not
     * quote a Query that is open changes nothing; what quotes too little of it is believed by its destination, now and then.
     *
     * @param length of what is quoted from the datagram, its magic first; may be 0
     */
    public void unreachable(IpAddress destination, MemorySegment memory, long at, int length) {
        context.counters.add(Count.RECEIVED_UNREACHABLE);
        MessageView quoted = inbound.view;
        boolean whole = MessageHeader.isGist(memory, at, length)
                && quoted.parse(memory, at + MessageHeader.MAGIC_BYTES, length - MessageHeader.MAGIC_BYTES,
                        false) == null;
        if (whole && quoted.type() == MessageType.QUERY) {
            RoutingState state = context.table.find(quoted.mri(), quoted.sessionHigh(), quoted.sessionLow(),
                    quoted.nslpId());
            if (state != null && state.querying && quoted.valueBytes(ObjectType.QUERY_COOKIE) == Long.BYTES
                    && state.hasCookie(quoted.queryCookie())) {
                queriers.endOfPath(state);
            }
        } else if (!whole && unquoted.take(context.nowMillis)) {
            context.table.forEach(state -> {
                if (state.querying && state.mri.destination().equals(destination)) {
                    queriers.endOfPath(state);
                }
            });
        }
        context.makeCalls();
    }

    /** Closes all associations. */
    public void close() {
        associations.closeAll();
    }

    private @Nullable RoutingState find(int nslpId, SessionId session, Mri mri) {
        return context.table.find(mri, session.high(), session.low(), nslpId);
    }

    private void happened(int association, AssociationMachine.Event event) {
        Association by = associations.byId(association);
        if (by != null) {
            associations.happened(by, event);
        }
        context.makeCalls();
    }

    private void stateTimer(int timer) {
        RoutingState state = context.table.at(timer / RoutingState.TIMERS);
        if (state == null) {
            return;
        }
        if (state.querying) {
            queriers.expired(state, timer % RoutingState.TIMERS);
        } else {
            responders.expired(state, timer % RoutingState.TIMERS);
        }
    }

    /** What went by the association may not have arrived. Queriers look for their peers anew. */
    private void associationFailed(Association association) {
        if (association.users == 0) {
            return;
        }
        context.table.forEach(state -> {
            if (state.association == association) {
                state.association = null;
                association.users--;
                if (association.wasConnected()) {
                    states.tell(state, Notification.Kind.ASSOCIATION_LOST, state.peer, state.peer);
                }
                if (state.querying) {
                    queriers.associationFailed(state, association.wasConnected() && !association.refused);
                }
            }
        });
    }
}
