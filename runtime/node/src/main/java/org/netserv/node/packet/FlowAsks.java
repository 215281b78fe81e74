package org.netserv.node.packet;

import java.util.Arrays;

/**
 * What modules ask for the flows of a batch's packets, on one packet thread. A flow is the kernel's to decide once each module
 * that would see its packets agrees: those of a chain, in order, up to the first that has them dropped.
 *
 * <pre>
 *   the path     begin, at                 which module of how many is called
 *   the view     ask                       during the call
 *   the path     settle, or forget         after it
 * </pre>
 *
 * <p><b>Thread.</b> The packet thread.
 */
public final class FlowAsks {
    /** What {@link #settle} says: nothing is to be done, or not yet. */
    public static final int NOTHING = 0;
    /** The flow's packets go on. */
    public static final int ACCEPT = 1;
    /** The flow's packets are dropped. */
    public static final int DROP = 2;

    private static final int DECIDED = -1;
    private static final int NOWHERE = -2;

    /** How many modules, from the first of the chain on, have agreed that a packet's flow goes on. */
    private final int[] agreed = new int[PacketBatch.MAX_SIZE];
    private final int[] idleSeconds = new int[PacketBatch.MAX_SIZE];
    private final int[] sourcePort = new int[PacketBatch.MAX_SIZE];
    private boolean used;
    private boolean possible;
    private boolean room;
    private int position;
    private int last;
    private int asked = NOTHING;
    private int askedSeconds;
    private int askedPort;
    private int refused;

    /** One for a packet thread. */
    public FlowAsks() {}

    /** Before a batch; {@code able} if the plane takes flows. */
    public void begin(boolean able) {
        possible = able;
        if (used) {
            Arrays.fill(agreed, 0);
            used = false;
        }
    }

    /** Before a module's visit: its place in a chain of so many, and whether its publisher may have more flows. */
    public void at(int place, int size, boolean hasRoom) {
        position = place;
        last = size - 1;
        room = hasRoom;
    }

    /** Before the visit of a module that is shown copies, or one in a chain with such: others are to see all of its packets. */
    public void nowhere() {
        position = NOWHERE;
    }

    /** A module asks for the flow of packet {@code i}, whose bytes are as they came; false if nothing can come of it. */
    boolean ask(int i, boolean drop, int seconds, int port) {
        if (!possible || agreed[i] != position) {
            return false;
        }
        if (!room) {
            refused++;
            return false;
        }
        asked = drop ? DROP : ACCEPT;
        askedSeconds = seconds;
        askedPort = port;
        return true;
    }

    /** After a call in which a module failed. */
    public void forget() {
        asked = NOTHING;
    }

    /** After a call for packet {@code i}: what is to become of its flow, now that the module has spoken. */
    public int settle(int i) {
        int wanted = asked;
        if (wanted == NOTHING) {
            return NOTHING;
        }
        asked = NOTHING;
        used = true;
        idleSeconds[i] = position == 0 ? askedSeconds : Math.min(idleSeconds[i], askedSeconds);
        sourcePort[i] = askedPort;
        // Modules behind one that has them dropped see none of them, and have no say.
        agreed[i] = wanted == DROP ? DECIDED : position + 1;
        return wanted == DROP || position == last ? wanted : NOTHING;
    }

    /** How long the flow of packet {@code i} may be idle, in seconds. */
    public int idleSeconds(int i) {
        return idleSeconds[i];
    }

    /** Source port that packet {@code i} came with; 0 unless UDP or TCP. */
    public int sourcePort(int i) {
        return sourcePort[i];
    }

    /** How often a module was refused since this was asked last, because its publisher has no room. */
    public int takeRefused() {
        int taken = refused;
        refused = 0;
        return taken;
    }
}
