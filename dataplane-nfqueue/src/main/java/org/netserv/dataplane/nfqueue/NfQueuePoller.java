package org.netserv.dataplane.nfqueue;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.netserv.dataplane.common.EmitCounters;
import org.netserv.dataplane.common.RawEmitter;
import org.netserv.dataplane.common.WatchedLoop;
import org.netserv.ffi.Errno;
import org.netserv.ffi.Linux;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeThread;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.path.PacketWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue's packet thread: receives a batch, has it decided, sends the verdicts, then the replies; to completion before
 * the next batch, so that nothing waits when it is idle.
 *
 * <p><b>Thread.</b> {@link #run} is a platform thread of its own; {@link #stop} any other.
 */
final class NfQueuePoller implements WatchedLoop, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NfQueuePoller.class);
    private static final VarHandle BEATS;

    static {
        try {
            BEATS = MethodHandles.lookup().findVarHandle(NfQueuePoller.class, "beats", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MAX_STOP_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int NO_CPU = -1;
    /** The shortest there is: whoever else runs gives way when packets come. */
    private static final long SHORT_SLICE_NANOS = 100_000;

    private final Arena arena = Arena.ofShared();
    private final int cpu;
    private final int nice;
    private final long slice;
    private final NfQueueSocket queue;
    private final PacketWorker worker;
    private final QueueCounters counters;
    private final EmitCounters replyCounters;
    private final BatchReceiver receiver;
    private final VerdictWriter verdicts;
    private final RawEmitter replies;
    private final @Nullable QueueRelief relief;
    private final int receiveBuffer;
    private volatile boolean stopping;
    private volatile long stopNanos;
    private @Nullable Throwable lastFailure;
    /** Written by its thread alone: opaque, as it says no more than that it has changed. */
    private long beats;
    /** Whether packets have been received and not all decided. */
    private boolean deciding;

    /** A poller for a queue that is bound; its sockets live in the network namespace of the calling thread. */
    NfQueuePoller(int index, NfQueueSocket queue, NfQueueOptions options, PacketWorker worker,
            NodeCounters nodeCounters) {
        this.queue = queue;
        this.worker = worker;
        boolean quarantine = options.isQuarantine(index);
        cpu = quarantine || options.cpus().isEmpty() ? NO_CPU : options.cpus().get(index % options.cpus().size());
        nice = quarantine ? 0 : options.nice();
        slice = quarantine ? 0 : SHORT_SLICE_NANOS;
        counters = new QueueCounters(nodeCounters, index);
        replyCounters = new EmitCounters(nodeCounters, "nfqueue.w" + index + ".reply.");
        receiver = new BatchReceiver(arena, queue.socket(), counters);
        verdicts = new VerdictWriter(arena, queue.socket(), queue.number(), counters);
        // The kernel doubles what is asked, for its own overhead, and says the double.
        receiveBuffer = queue.socket().option(Linux.SOL_SOCKET, Linux.SO_RCVBUF) / 2;
        replies = new RawEmitter(arena, options.mark(), replyCounters);
        relief = options.bypass() ? new QueueRelief(queue) : null;
    }

    /** Size of the receive buffer, as the kernel has it. */
    int receiveBuffer() {
        return receiveBuffer;
    }

    /** Ends {@link #run} once the queue is empty, or after a while: rules that are not ours may keep filling it. */
    void stop() {
        stopNanos = System.nanoTime() + MAX_STOP_NANOS;
        stopping = true;
    }

    @Override
    public long beats() {
        return (long) BEATS.getOpaque(this);
    }

    /** Also when the kernel has the queue no more: no packet can come. */
    @Override
    public boolean hasWork() {
        return KernelQueue.all().stream().filter(row -> row.number() == queue.number())
                .allMatch(row -> row.waiting() > 0);
    }

    @Override
    public int relieve() {
        return relief == null ? WAIT_ON : relief.pass();
    }

    private void beat() {
        BEATS.setOpaque(this, beats + 1);
    }

    @Override
    public void run() {
        pin();
        beNice();
        if (deciding) { // a thread before this one has died of them
            letGo();
        }
        while (true) {
            int received = receiver.receive();
            if (received > 0) {
                beat();
                decide();
                if (stopping && System.nanoTime() - stopNanos >= 0) {
                    return;
                }
            } else if (received == -Errno.EAGAIN) {
                beat();
                if (stopping) {
                    return;
                }
            } else if (received == -Errno.ENOBUFS) {
                counters.overruns.add(1);
                beat();
            } else if (received != -Errno.EINTR) {
                counters.receiveFailures.add(1);
                if (stopping) {
                    return;
                }
                LockSupport.parkNanos(BACK_OFF_NANOS);
            }
        }
    }

    private void beNice() {
        try {
            NativeThread.nice(nice, slice);
        } catch (NativeException e) {
            LOG.warn("packet thread of queue {} gets no more CPU time than others: {}", queue.number(), e.getMessage());
        }
    }

    private void pin() {
        if (cpu == NO_CPU) {
            return;
        }
        try {
            NativeThread.pin(cpu);
        } catch (NativeException e) {
            LOG.warn("packet thread of queue {} runs unpinned: {}", queue.number(), e.getMessage());
        }
    }

    /** A failure of the node itself must not cost packets, nor the thread: they go on as they came. */
    private void decide() {
        deciding = true;
        try {
            worker.process(receiver.batch());
            carryOut(receiver.batch());
        } catch (RuntimeException | Error e) {
            counters.batchFailures.add(1);
            if (lastFailure == null || lastFailure.getClass() != e.getClass()) {
                lastFailure = e;
                LOG.error("the packet path failed; its batch goes on unprocessed", e);
            }
            letGo();
        }
        deciding = false;
    }

    /** The batch goes on as it came. */
    private void letGo() {
        deciding = false; // whatever becomes of this, it is not tried twice
        verdicts.discard();
        replies.discard();
        for (int m = 0; m < receiver.messages(); m++) {
            verdicts.accept(receiver.id(m));
        }
        verdicts.flush();
    }

    private void carryOut(PacketBatch batch) {
        int messages = receiver.messages();
        int changed = 0;
        int dropped = 0;
        int replied = 0;
        for (int m = 0; m < messages; m++) {
            int id = receiver.id(m);
            int i = receiver.packetOf(m);
            if (i == BatchReceiver.NOT_IN_BATCH) {
                verdicts.accept(id);
                continue;
            }
            switch (batch.verdict(i)) {
                case ACCEPT -> {
                    if (batch.modified(i)) {
                        verdicts.acceptChanged(id, batch.memory(), batch.offset(i), batch.length(i));
                        changed++;
                    } else {
                        verdicts.accept(id);
                    }
                }
                case DROP, CONSUME -> {
                    verdicts.drop(id);
                    dropped++;
                }
                case REPLY -> {
                    verdicts.drop(id);
                    replies.add(batch, i);
                    replied++;
                }
            }
        }
        verdicts.flush();
        if (replied > 0) {
            replies.flush();
            counters.replied.add(replied);
        }
        counters.received.add(messages);
        counters.accepted.add(messages - changed - dropped - replied);
        counters.changed.add(changed);
        counters.dropped.add(dropped);
    }

    /** Gives everything back. Only after {@link #run} has ended, or if it never began. */
    @Override
    public void close() {
        replies.close();
        if (relief != null) {
            relief.close();
        }
        queue.close();
        arena.close();
        counters.close();
        replyCounters.close();
    }
}
