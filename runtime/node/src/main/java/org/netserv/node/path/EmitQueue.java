package org.netserv.node.path;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;

/**
 * Packets that modules emit, on their way to the plane.
 *
 * <p><b>Ownership.</b> {@link #offer} copies; {@link #drain} copies into the plane's batch.
 *
 * <p><b>Thread.</b> Many offer; one drains, and may sleep in {@link #awaitPackets}.
 */
public final class EmitQueue {
    /** The packet has been taken. */
    public static final int TAKEN = 0;
    /** There is no room. */
    public static final int FULL = 1;
    /** The packet must not be sent. */
    public static final int REFUSED = 2;

    private static final int CAPACITY = 4 << 20;
    private static final int UNUSED_CAPACITY = 1 << 10;
    private static final int PACKET = 1;

    private final MemorySegment memory;
    private final ManyToOneRingBuffer ring;
    private final Drain handler = new Drain();
    private final Tally malformed;
    private volatile @Nullable Thread sleeper;

    EmitQueue(NodeCounters counters) {
        this(CAPACITY, counters);
    }

    private EmitQueue(int capacity, NodeCounters counters) {
        memory = Arena.ofAuto().allocate(capacity + RingBufferDescriptor.TRAILER_LENGTH, 64);
        ByteBuffer buffer = memory.asByteBuffer();
        ring = new ManyToOneRingBuffer(new UnsafeBuffer(buffer));
        malformed = counters.allocate("emit.malformed");
    }

    /** One that nobody puts anything into, for a plane beside the one that sends. */
    static EmitQueue unused(NodeCounters counters) {
        return new EmitQueue(UNUSED_CAPACITY, counters);
    }

    /**
     * Takes a copy of a packet.
     *
     * @return false if there is no room
     * @throws IndexOutOfBoundsException if the range lies outside the array
     */
    public boolean offer(byte[] packet, int offset, int length) {
        return offer(packet, offset, length, null) == TAKEN;
    }

    /**
     * Takes a copy of a packet whose source address lies in one of these prefixes. It is the copy that is looked at, so
     * that nobody can change the packet in between.
     *
     * @return {@link #TAKEN}, {@link #FULL}, or {@link #REFUSED} if it is no packet or comes from elsewhere
     * @throws IndexOutOfBoundsException if the range lies outside the array
     */
    public int offerFrom(Prefix[] sources, byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, packet.length);
        return length > maxLength() ? REFUSED : offer(packet, offset, length, sources);
    }

    private int offer(byte[] packet, int offset, int length, Prefix @Nullable [] sources) {
        // Before the claim: one that is never committed would stop the queue for ever.
        Objects.checkFromIndexSize(offset, length, packet.length);
        if (length > maxLength()) {
            throw new IllegalArgumentException("length must be at most " + maxLength() + ": length=" + length);
        }
        int index = ring.tryClaim(PACKET, length);
        if (index <= 0) {
            return FULL;
        }
        ring.buffer().putBytes(index, packet, offset, length);
        boolean refused = sources != null && !EmittedSource.isWithin(sources, memory, index, length);
        if (refused) {
            ring.abort(index);
        } else {
            ring.commit(index);
        }
        Thread waiting = sleeper; // for one that is refused, too: it takes room until it is passed over
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
        return refused ? REFUSED : TAKEN;
    }

    /**
     * Moves packets into a batch, with their checksums made right; what does not parse is counted and left out.
     *
     * @param slotLength room for a packet; packet {@code n} is put at {@code n * slotLength} of the batch's memory
     * @return number of packets in the batch
     */
    public int drain(PacketBatch batch, int slotLength) {
        batch.clear();
        handler.batch = batch;
        handler.slotLength = slotLength;
        ring.read(handler, PacketBatch.MAX_SIZE);
        return batch.size();
    }

    /** Whether nothing waits, and nobody is putting anything in. */
    public boolean isEmpty() {
        return ring.size() == 0;
    }

    /** Sleeps until there may be a packet, or for a time. Spurious returns are possible. */
    public void awaitPackets(long nanos) {
        sleeper = Thread.currentThread();
        if (ring.size() == 0) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
    }

    /** Longest packet that can be offered. */
    public int maxLength() {
        return Math.min(ring.maxMsgLength(), PacketPath.MAX_PACKET_LENGTH);
    }

    private final class Drain implements MessageHandler {
        private @Nullable PacketBatch batch;
        private int slotLength;

        @Override
        public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
            PacketBatch target = batch;
            if (target == null || length > slotLength) {
                malformed.add(1);
                return;
            }
            long offset = (long) target.size() * slotLength;
            MemorySegment.copy(memory, index, target.memory(), offset, length);
            int i = target.add(offset, length, slotLength, 0);
            if (PacketParser.parse(target, i) == PacketParser.WHOLE) {
                Checksums.fill(target, i);
            } else {
                target.removeLast();
                malformed.add(1);
            }
        }
    }
}
