package org.netserv.signaling.engine;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.machine.AssociationMachine;
import org.netserv.signaling.machine.AssociationMachine.Action;
import org.netserv.signaling.machine.AssociationMachine.Event;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;

/** The messaging associations of a node, and their machines. RFC 5971 §4.4.3, §6.4. */
final class Associations {
    private final Context context;
    private final Outbox outbox;
    private final Int2ObjectHashMap<Association> byId = new Int2ObjectHashMap<>();
    private final Map<Peer, List<Association>> byPeer = new HashMap<>();
    private int ids;
    private Consumer<Association> failed = association -> {};

    Associations(Context context, Outbox outbox) {
        this.context = context;
        this.outbox = outbox;
    }

    /** Who is told of an association that has ended, while states still use it. */
    void onFailure(Consumer<Association> listener) {
        failed = listener;
    }

    int size() {
        return byId.size();
    }

    @Nullable
    Association byId(int id) {
        return byId.get(id);
    }

    /** An association with this peer that is at least as good as needed, or null. */
    @Nullable
    Association with(Peer peer, boolean secure) {
        for (Association association : byPeer.getOrDefault(peer, List.of())) {
            if (association.secure || !secure) {
                return association;
            }
        }
        return null;
    }

    /** The association turns out to be with this peer. */
    void identify(Association association, Peer peer, long peerHoldMillis) {
        association.peer = peer;
        association.peerHoldMillis = peerHoldMillis;
        byPeer.computeIfAbsent(peer, none -> new ArrayList<>(1)).add(association);
    }

    private void forget(Association association) {
        byId.remove(association.id);
        if (association.peer != null) {
            byPeer.computeIfPresent(association.peer, (peer, all) -> {
                all.remove(association);
                return all.isEmpty() ? null : all;
            });
        }
    }

    /** Begins to connect to a peer. */
    Association connect(Peer peer, int port, boolean secure, long peerHoldMillis) {
        Association association = add(peer.address(), secure, AssociationMachine.State.AWAITING_CONNECTION);
        identify(association, peer, peerHoldMillis);
        context.network.connect(association.id, peer.address(), port, secure);
        return association;
    }

    /** Somebody has connected; who it is, its first Confirm says. Until then it counts as idle. */
    Association accepted(IpAddress from, boolean secure) {
        Association association = add(from, secure, AssociationMachine.State.IDLE);
        context.associationTimers.start(association.timer(Association.NO_HELLO_TIMER),
                context.nowMillis + context.settings.holdMillis());
        return association;
    }

    private Association add(IpAddress remote, boolean secure, AssociationMachine.State state) {
        Association association = new Association(ids++, remote, secure, state, context.settings.holdMillis());
        association.connected = state != AssociationMachine.State.AWAITING_CONNECTION;
        context.associationTimers.reserve(ids * Association.TIMERS);
        byId.put(association.id, association);
        return association;
    }

    /** The message that was just written in the outbox goes by this association. */
    void send(Association association, int length) {
        run(association, Event.SEND, outbox.memory(), length);
        settle(association);
    }

    /** What was said by an association that no session uses does not keep it from being idle. */
    void settle(Association association) {
        if (association.users == 0) {
            run(association, Event.UNUSED);
        }
    }

    /** A message other than MA-Hello has come by it. */
    void received(Association association) {
        run(association, Event.MESSAGE);
    }

    /** An MA-Hello has come by it. */
    void hello(Association association, boolean answer, int helloId) {
        if (answer) {
            int length = writeHello(helloId, false);
            run(association, Event.HELLO_REQUEST, outbox.memory(), length);
        } else {
            run(association, Event.HELLO);
        }
    }

    /** A state uses the association from now on. */
    void use(Association association) {
        association.users++;
    }

    /** A state does not use it any more. */
    void release(Association association) {
        association.users--;
        settle(association);
    }

    void happened(Association association, Event event) {
        run(association, event);
        settle(association);
    }

    void expired(int timer) {
        Association association = byId.get(timer / Association.TIMERS);
        if (association != null) {
            boolean hello = timer % Association.TIMERS == Association.SEND_HELLO_TIMER;
            run(association, hello ? Event.SEND_HELLO : Event.NO_HELLO);
        }
    }

    /** Closes all, at the end of the engine. */
    void closeAll() {
        for (Association association : new ArrayList<>(byId.values())) {
            run(association, Event.FAILED);
        }
    }

    private void run(Association association, Event event) {
        run(association, event, MemorySegment.NULL, 0);
    }

    private void run(Association association, Event event, MemorySegment message, int length) {
        var step = AssociationMachine.on(association.state, event);
        association.state = step.next();
        List<Action> actions = step.actions();
        for (Action action : actions) {
            carryOut(association, action, message, length);
        }
    }

    private void carryOut(Association association, Action action, MemorySegment message, int length) {
        int sendHello = association.timer(Association.SEND_HELLO_TIMER);
        int noHello = association.timer(Association.NO_HELLO_TIMER);
        switch (action) {
            case QUEUE -> {
                if (!association.queue(outbox.copy(length))) {
                    run(association, Event.FAILED);
                }
            }
            case SEND, ANSWER_HELLO -> write(association, message, length);
            case FLUSH -> {
                association.connected = true;
                for (byte[] next = association.nextQueued(); next != null; next = association.nextQueued()) {
                    write(association, MemorySegment.ofArray(next), next.length);
                }
            }
            case SEND_HELLO -> write(association, outbox.memory(), writeHello(0, false));
            case START_SEND_HELLO -> {
                if (!association.isDead()) {
                    context.associationTimers.start(sendHello,
                            context.nowMillis + context.partOf(association.peerHoldMillis));
                }
            }
            case STOP_SEND_HELLO -> context.associationTimers.stop(sendHello);
            case START_NO_HELLO ->
                context.associationTimers.start(noHello, context.nowMillis + context.settings.holdMillis());
            case STOP_NO_HELLO -> context.associationTimers.stop(noHello);
            case REPORT_FAILURE -> failed.accept(association);
            case CLOSE -> {
                context.associationTimers.stop(sendHello);
                context.associationTimers.stop(noHello);
                forget(association);
                context.network.close(association.id);
            }
            case DISPATCH -> {
                // The engine does, once the machine has heard of the message.
            }
        }
    }

    private void write(Association association, MemorySegment message, int length) {
        if (!context.network.write(association.id, message, length)) {
            run(association, Event.FAILED);
        }
    }

    private int writeHello(int id, boolean answer) {
        context.counters.add(Count.SENT_HELLOS);
        outbox.begin(MessageType.HELLO, false, 1, 0, MessageHeader.S | (answer ? MessageHeader.R : 0)).helloId(id);
        return outbox.end();
    }
}
