package org.netserv.dataplane.xdp;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Verdict;
import org.netserv.dataplane.common.ThreadState;
import org.netserv.dataplane.common.WatchedLoop;
import org.netserv.dataplane.xdp.ring.HandBack;
import org.netserv.dataplane.xdp.ring.Port;
import org.netserv.dataplane.xdp.ring.PortGroup;
import org.netserv.ffi.Wakeup;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeThread;
import org.netserv.ffi.PollSet;
import org.netserv.node.path.PacketWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packet thread of one receive queue of all interfaces: takes a batch from each port's ring in turn, has it decided, and
 * puts its frames where they go; then tells the kernel once. It sleeps when there is nothing: on a processor that it shares
 * with the kernel's receive work it would keep that from bringing any.
 *
 * <p><b>Thread.</b> {@link #run} is a platform thread of its own; {@link #stop} any other.
 */
final class XdpWorker implements WatchedLoop, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(XdpWorker.class);
    private static final VarHandle BEATS;

    static {
        try {
            BEATS = MethodHandles.lookup().findVarHandle(XdpWorker.class, "beats", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long MAX_STOP_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** When packets wait for a link that has no room. */
    private static final int BUSY_MILLIS = 1;
    private static final int NO_CPU = -1;
    /** The shortest there is: whoever else runs gives way when packets come. */
    private static final long SHORT_SLICE_NANOS = 100_000;
    /** The first descriptor that is polled is the wake-up's. */
    private static final int WAKEUP = 0;

    private final Arena arena = Arena.ofShared();
    private final int index;
    private final int cpu;
    private final int nice;
    private final int realtime;
    private final int batchSize;
    private final PortGroup group;
    private final PacketWorker worker;
    private final KernelSide kernel;
    private final WorkerCounters counters;
    private final Outlet outlet;
    private final FrameBatch batch;
    private final HandBack handBack;
    private final @Nullable SampleSource samples;
    private final Wakeup wakeup = new Wakeup();
    private final PollSet waiting;
    private volatile boolean stopping;
    /** Whether the watchdog has had its packets pass. Both write it: the watchdog true, this thread false. */
    private volatile boolean relieved;
    private volatile long stopNanos;
    /** The kernel's number of the thread; 0 before it runs. */
    private volatile int thread;
    private @Nullable Throwable lastFailure;
    /** Written by its thread alone: opaque, as it says no more than that it has changed. */
    private long beats;
    /** Which packet of the batch is carried out next; all of them have been when it is the batch's size. */
    private int next;

    /**
     * @param links of the ports, in their order
     * @param handBack by which frames come that other threads have decided on
     * @param samples that it shows modules; null if others do
     */
    XdpWorker(int index, XdpOptions options, PortGroup group, Link[] links, PacketWorker worker, KernelSide kernel,
            HandBack handBack, @Nullable SampleSource samples, WorkerCounters counters) {
        this.index = index;
        this.group = group;
        this.worker = worker;
        this.kernel = kernel;
        this.counters = counters;
        this.handBack = handBack;
        this.samples = samples;
        cpu = options.cpus().isEmpty() ? NO_CPU : options.cpus().get(index % options.cpus().size());
        nice = options.nice();
        realtime = options.realtime();
        batchSize = options.batch();
        outlet = new Outlet(group, links, kernel.stack(), counters);
        batch = new FrameBatch(group);
        int[] fds = new int[1 + group.size() + (samples == null ? 0 : 1)];
        fds[WAKEUP] = wakeup.fd();
        for (int i = 0; i < group.size(); i++) {
            fds[1 + i] = group.port(i).fd();
        }
        if (samples != null) {
            fds[1 + group.size()] = samples.fd();
        }
        waiting = new PollSet(arena, fds);
    }

    /** Its sockets and memory. */
    PortGroup group() {
        return group;
    }

    /** How its thread is scheduled, as the kernel says; empty if it does not run. */
    Optional<ThreadState> thread() {
        int id = thread;
        return id == 0 ? Optional.empty() : ThreadState.of(id);
    }

    /** Packets that it has received. <b>Thread.</b> Any. */
    long received() {
        return counters.received.value();
    }

    /** Brings it frames that another thread has put into a {@link HandBack}. */
    Wakeup wakeup() {
        return wakeup;
    }

    /** Ends {@link #run} once nothing is left, or after a while. */
    void stop() {
        stopNanos = System.nanoTime() + MAX_STOP_NANOS;
        stopping = true;
        wakeup.wake();
    }

    @Override
    public long beats() {
        return (long) BEATS.getOpaque(this);
    }

    @Override
    public boolean hasWork() {
        for (int i = 0; i < group.size(); i++) {
            if (group.port(i).hasReceived()) {
                return true;
            }
        }
        return false;
    }

    /** Packets of its queue pass from now on, until it gets on; those in its rings wait. */
    @Override
    public int relieve() {
        if (!relieved) {
            kernel.disconnect(group);
            relieved = true;
        }
        return 0;
    }

    @Override
    public void run() {
        thread = NativeThread.id();
        pin();
        beNice();
        goAhead();
        letGo(); // what a thread before this one may have died of
        while (true) {
            if (relieved) {
                kernel.connect(group);
                relieved = false;
            }
            int done = takeBack();
            for (int i = 0; i < group.size(); i++) {
                done += turn(group.port(i));
            }
            done += sample();
            outlet.flush();
            BEATS.setOpaque(this, beats + 1);
            kernel.heartbeat().beat();
            if (stopping && ((done == 0 && !outlet.hasUnsent()) || System.nanoTime() - stopNanos >= 0)) {
                return;
            }
            if (done == 0) {
                sleep();
            }
        }
    }

    private void sleep() {
        wakeup.beforeSleep();
        boolean signalled = false;
        if (!stopping && handBack.peek() == 0) {
            waiting.await(outlet.hasUnsent() ? BUSY_MILLIS : IDLE_MILLIS);
            signalled = waiting.isReady(WAKEUP);
        }
        wakeup.afterSleep(signalled);
    }

    /** One batch of a port; how many packets it was. */
    private int turn(Port port) {
        int received = port.receive(batchSize);
        if (received == 0) {
            return 0;
        }
        batch.clear();
        next = 0;
        int ifindex = port.spec().ifindex();
        for (int i = 0; i < received; i++) {
            long address = port.take(i);
            if (!batch.add(address, port.length(i), ifindex)) {
                counters.lostNoMetadata.add(1);
                group.recycle(address);
            }
        }
        port.releaseReceived();
        counters.received.add(received);
        try {
            worker.process(batch.packets());
            int size = batch.packets().size();
            while (next < size) {
                int i = next++;
                outlet.carryOut(batch.address(i), batch.decision(i));
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
        return received;
    }

    private int sample() {
        try {
            return samples == null ? 0 : samples.turn();
        } catch (RuntimeException | Error e) {
            failed(e);
            return 1;
        }
    }

    private void failed(Throwable e) {
        counters.batchFailures.add(1);
        if (lastFailure == null || lastFailure.getClass() != e.getClass()) {
            lastFailure = e;
            LOG.error("the packet path failed; its batch goes on unprocessed", e);
        }
        letGo();
    }

    /** What is left of the batch goes on as it is. */
    private void letGo() {
        int size = batch.packets().size();
        while (next < size) {
            int i = next++;
            outlet.carryOut(batch.address(i), Decision.of(Verdict.ACCEPT, batch.packets().length(i), false));
        }
    }

    /** Carries out what another thread has decided; on how many packets. */
    private int takeBack() {
        int count = handBack.peek();
        for (int i = 0; i < count; i++) {
            long address = handBack.address(0);
            long decision = handBack.decision(0);
            handBack.release(1); // before anything can fail: it must not be carried out twice
            group.takeBack(address);
            outlet.carryOut(address, decision);
        }
        return count;
    }

    private void beNice() {
        try {
            NativeThread.nice(nice, SHORT_SLICE_NANOS);
        } catch (NativeException e) {
            LOG.warn("packet thread {} gets no more CPU time than others: {}", index, e.getMessage());
        }
    }

    private void goAhead() {
        if (realtime == 0) {
            return;
        }
        try {
            NativeThread.realtime(NativeThread.id(), realtime);
        } catch (NativeException e) {
            LOG.warn("packet thread {} stays an ordinary one: {}", index, e.getMessage());
        }
    }

    private void pin() {
        if (cpu == NO_CPU) {
            return;
        }
        try {
            NativeThread.pin(cpu);
        } catch (NativeException e) {
            LOG.warn("packet thread {} runs unpinned: {}", index, e.getMessage());
        }
    }

    /** Gives everything back. Only after {@link #run} has ended, or if it never began. */
    @Override
    public void close() {
        group.close();
        wakeup.close();
        arena.close();
        if (samples != null) {
            samples.close();
        }
        counters.close();
    }
}
