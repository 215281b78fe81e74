package org.netserv.signaling.intercept;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.netserv.node.net.IpAddress;
import org.netserv.node.packet.PacketBatch;
import org.netserv.signaling.engine.Engine;

/**
 * Datagrams on their way from one packet thread to the engine's, with what their packets say besides.
 *
 * <pre>
 *   packet thread: (A) acquire head, write entry, (B) set tail
 *   engine:        (C) get tail, read entry, (D) release head
 * </pre>
 *
 * <p>(C) pairs with (B): no entry is read before it is written. (A) pairs with (D): none is overwritten before it is read. (B) is
 * volatile, as the packet thread looks then whether the engine's sleeps.
 *
 * <p><b>Thread.</b> {@link #offer}: the packet thread. The rest: the engine's.
 */
final class QueryRing {
    /** As many as may come while the engine is at something else. */
    static final int CAPACITY = 512;
    /** The longest that it takes: what fits a link of 1,500 bytes, and more. */
    static final int SLOT_BYTES = 2048;

    private static final int MASK = CAPACITY - 1;
    private static final int UDP_BYTES = 8;
    private static final int IPV4_TTL = 8;
    private static final int IPV6_HOP_LIMIT = 7;
    private static final ValueLayout.OfShort NET_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(QueryRing.class, "head", int.class);
            TAIL = lookup.findVarHandle(QueryRing.class, "tail", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemorySegment slots = Arena.ofAuto().allocate((long) CAPACITY * SLOT_BYTES, Long.BYTES);
    private final int[] lengths = new int[CAPACITY];
    private final long[] sourceHigh = new long[CAPACITY];
    private final long[] sourceLow = new long[CAPACITY];
    private final int[] sourcePorts = new int[CAPACITY];
    private final int[] ipTtls = new int[CAPACITY];
    private final int[] interfaces = new int[CAPACITY];
    private int head;
    private int tail;

    /** Takes a copy of the datagram of packet {@code i}, which is UDP; false if it is too long or there is no room. */
    boolean offer(PacketBatch batch, int i) {
        int datagram = batch.l4Offset(i) + UDP_BYTES;
        int length = batch.length(i) - datagram;
        // (A) pairs with (D).
        if (length > SLOT_BYTES || tail - (int) HEAD.getAcquire(this) >= CAPACITY) {
            return false;
        }
        int at = tail & MASK;
        MemorySegment memory = batch.memory();
        long packet = batch.offset(i);
        MemorySegment.copy(memory, packet + datagram, slots, (long) at * SLOT_BYTES, length);
        lengths[at] = length;
        sourceHigh[at] = batch.sourceHigh(i);
        sourceLow[at] = batch.sourceLow(i);
        sourcePorts[at] = memory.get(NET_SHORT, packet + batch.l4Offset(i)) & 0xffff;
        ipTtls[at] = memory.get(ValueLayout.JAVA_BYTE,
                packet + (batch.version(i) == 4 ? IPV4_TTL : IPV6_HOP_LIMIT)) & 0xff;
        interfaces[at] = batch.ingress(i);
        // (B) pairs with (C).
        TAIL.setVolatile(this, tail + 1);
        return true;
    }

    /** Whether there is nothing in it. */
    boolean isEmpty() {
        return (int) TAIL.getVolatile(this) == head;
    }

    /** Hands what is in it to the engine. */
    void drain(Engine engine) {
        // (C) pairs with (B).
        int end = (int) TAIL.getVolatile(this);
        while (head != end) {
            int at = head & MASK;
            try {
                engine.datagram(slots, (long) at * SLOT_BYTES, lengths[at],
                        new IpAddress(sourceHigh[at], sourceLow[at]), sourcePorts[at], ipTtls[at], interfaces[at]);
            } finally {
                // (D) pairs with (A). Also after a failure: the same one would fail for ever.
                HEAD.setRelease(this, head + 1);
            }
        }
    }
}
