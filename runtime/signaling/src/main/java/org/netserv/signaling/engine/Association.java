package org.netserv.signaling.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.machine.AssociationMachine;

/** A messaging association. The machine's state, and what waits for the connection. */
final class Association {
    /** Timers of an association. */
    static final int TIMERS = 2;
    static final int SEND_HELLO_TIMER = 0;
    static final int NO_HELLO_TIMER = 1;

    private static final int MOST_QUEUED = 64;

    final int id;
    final boolean secure;
    /** Where the connection comes from or goes to. */
    final IpAddress remote;
    AssociationMachine.State state;
    boolean connected;
    /** Whether one side has not let the other be its peer. */
    boolean refused;
    /** Who is at the other end; null before a valid Confirm has said so. */
    @Nullable
    Peer peer;
    /** How long the peer keeps it. */
    long peerHoldMillis;
    /** How many routing states use it. */
    int users;
    private final Queue<byte[]> queued = new ArrayDeque<>(1);

    Association(int id, IpAddress remote, boolean secure, AssociationMachine.State state, long peerHoldMillis) {
        this.id = id;
        this.remote = remote;
        this.secure = secure;
        this.state = state;
        this.peerHoldMillis = peerHoldMillis;
    }

    /** Whether messages may ever have gone by it. */
    boolean wasConnected() {
        return connected;
    }

    boolean isDead() {
        return state == AssociationMachine.State.DEAD;
    }

    int timer(int which) {
        return id * TIMERS + which;
    }

    /** Keeps a message until it is connected; false if there are too many. */
    boolean queue(byte[] message) {
        return queued.size() < MOST_QUEUED && queued.add(message);
    }

    byte @Nullable [] nextQueued() {
        return queued.poll();
    }
}
