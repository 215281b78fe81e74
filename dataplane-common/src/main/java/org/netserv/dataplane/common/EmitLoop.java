package org.netserv.dataplane.common;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.NativeMemory;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.path.EmitQueue;
import org.netserv.node.path.PacketPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what modules emit, and about once a second does something else that the plane has to do.
 *
 * <p><b>Thread.</b> {@link #run} is a platform thread of its own, in the plane's network namespace; {@link #stop} any
 * other.
 */
public final class EmitLoop implements WatchedLoop, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmitLoop.class);
    private static final int SLOT_BYTES = PacketPath.MAX_PACKET_LENGTH + 1;
    private static final long BESIDES_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Arena arena = Arena.ofShared();
    private final EmitQueue emitted;
    private final InNamespace namespace;
    private final EmitCounters counters;
    private final Runnable besides;
    private final RawEmitter emitter;
    private final PacketBatch batch;
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile long beats;

    /**
     * A loop whose sockets live in the network namespace of the calling thread.
     *
     * @param mark of what it sends
     * @param besides done about once a second, and at the end
     */
    public EmitLoop(EmitQueue emitted, int mark, InNamespace namespace, NodeCounters nodeCounters, Runnable besides) {
        this.emitted = emitted;
        this.namespace = namespace;
        counters = new EmitCounters(nodeCounters, namespace.plane() + ".emit.");
        this.besides = besides;
        emitter = new RawEmitter(arena, mark, counters);
        batch = new PacketBatch(NativeMemory.reserve((long) PacketBatch.MAX_SIZE * SLOT_BYTES, arena));
    }

    /** Ends {@link #run} once nothing is left to send. */
    public void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    @Override
    public long beats() {
        return beats;
    }

    @Override
    public boolean hasWork() {
        return !emitted.isEmpty();
    }

    /** What modules emit does not hold up anybody's packets. */
    @Override
    public int relieve() {
        return WAIT_ON;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone writes it
    public void run() {
        thread = Thread.currentThread();
        namespace.enter();
        emitter.discard(); // what a thread that died has left
        long next = System.nanoTime();
        while (true) {
            int packets = send();
            beats++;
            if (packets == 0) {
                if (stopping) {
                    break;
                }
                emitted.awaitPackets(BESIDES_NANOS);
            }
            if (System.nanoTime() - next >= 0) {
                besides.run();
                next = System.nanoTime() + BESIDES_NANOS;
            }
        }
        besides.run();
    }

    /** Sends what waits, as much as a batch holds; how many packets these were. A failure ends them, not the thread. */
    private int send() {
        try {
            int packets = emitted.drain(batch, SLOT_BYTES);
            for (int i = 0; i < packets; i++) {
                emitter.add(batch, i);
            }
            emitter.flush();
            return packets;
        } catch (RuntimeException | Error e) {
            LOG.error("emitted packets are lost", e);
            emitter.discard();
            return 0;
        }
    }

    /** Gives everything back. Only after {@link #run} has ended, or if it never began. */
    @Override
    public void close() {
        emitter.close();
        arena.close();
        counters.close();
    }
}
