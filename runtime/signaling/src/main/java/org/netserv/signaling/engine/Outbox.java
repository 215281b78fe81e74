package org.netserv.signaling.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.time.TokenBucket;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.Mri;

/** Where messages are written and leave from, one at a time, within the rate for datagrams. */
final class Outbox {
    /** Longer than any message that this node writes: the longest NSLP message, and what goes in front of it. */
    private static final int LONGEST = 0xFFF * Integer.BYTES + 2048;
    private static final long BURST_MILLIS = 50;

    private final Context context;
    private final MemorySegment memory = Arena.ofAuto().allocate(LONGEST);
    private final MessageWriter writer = new MessageWriter();
    private final TokenBucket datagrams;

    Outbox(Context context) {
        this.context = context;
        long rate = context.settings.packetsPerSecond();
        datagrams = new TokenBucket(rate, Math.max(1, rate * BURST_MILLIS / 1000), context.nowMillis);
    }

    /** Begins a message; the one before must have been sent. */
    MessageWriter begin(MessageType type, boolean contextFree, int hops, int nslpId, int flags) {
        return writer.begin(memory, 0, type, contextFree, hops, nslpId, flags);
    }

    MessageWriter writer() {
        return writer;
    }

    /** Ends the message; its length. */
    int end() {
        return writer.end();
    }

    MemorySegment memory() {
        return memory;
    }

    /** A copy of the message that was just ended. */
    byte[] copy(int length) {
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Sends it to a node. */
    boolean send(int length, IpAddress to, int port, @Nullable Count as) {
        if (!take()) {
            return false;
        }
        context.network.send(memory, length, to, port);
        count(as);
        return true;
    }

    /** Sends bytes that were kept. */
    boolean resend(byte[] message, IpAddress to, int port, Count as) {
        MemorySegment.copy(message, 0, memory, ValueLayout.JAVA_BYTE, 0, message.length);
        return send(message.length, to, port, as);
    }

    /** Sends it towards whoever is next on the flow's path. */
    boolean sendTowards(int length, Mri flow, Count as) {
        if (!take()) {
            return false;
        }
        context.network.sendTowards(memory, length, flow);
        count(as);
        return true;
    }

    /** Sends on what somebody else has sent. */
    boolean forward(int length, Mri flow, Inbound of) {
        if (!take()) {
            return false;
        }
        context.network.forward(memory, length, flow, of.source, of.port, of.ipTtl);
        context.counters.add(Count.FORWARDED_QUERIES);
        return true;
    }

    private boolean take() {
        boolean allowed = datagrams.take(context.nowMillis);
        if (!allowed) {
            context.counters.add(Count.DROPPED_RATE);
        }
        return allowed;
    }

    private void count(@Nullable Count as) {
        if (as != null) {
            context.counters.add(as);
        }
    }
}
