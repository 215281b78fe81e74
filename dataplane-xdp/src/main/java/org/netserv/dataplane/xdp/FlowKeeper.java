package org.netserv.dataplane.xdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.netserv.dataplane.common.WatchedLoop;
import org.netserv.dataplane.xdp.kernel.FlowTable;
import org.netserv.dataplane.xdp.kernel.FlowWriter;
import org.netserv.node.path.FlowQueue;
import org.netserv.node.path.ModuleFlows;
import org.netserv.node.path.PacketWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands flows that modules have decided on to the XDP program, counts what becomes of them, and takes them back.
 *
 * <pre>
 *   packet threads ─▶ FlowQueue each ─▶ run: quota, generation ─▶ the program's table of flows
 *   control threads ─▶ revoke ─▶ one store; run removes what does not hold any more
 * </pre>
 *
 * <p>A flow is handed over, or a module's flows are ended, under one lock: none that is on its way outlives the end.
 *
 * <p><b>Thread.</b> {@link #run} is a platform thread of its own; {@link #stop}, {@link #revoke} and {@link #forget} any
 * other, but no packet thread.
 */
final class FlowKeeper implements WatchedLoop, ModuleFlows.Holder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlowKeeper.class);
    private static final int TURN = 64;
    private static final long MIN_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(16);
    private static final long SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long COUNT_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Flows that have ended by themselves take their publisher's room for as long. */
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final FlowTable table;
    private final FlowWriter writer;
    private final List<PacketWorker> workers;
    private final List<FlowQueue> queues = new ArrayList<>();
    private final int[] live = new int[FlowTable.MAX_OWNERS];
    /** Guarded by this, as is what is in it. */
    private final Map<ModuleFlows, Owner> owners = new HashMap<>();
    /** Whether there are flows that do not hold any more; guarded by this. */
    private boolean untidy;
    private boolean failed;
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile long beats;
    private volatile int held;

    /** A module, in the program's table. */
    private static final class Owner {
        private final int number;
        /** Flows that it has there, and room that is taken for. */
        private int flows;
        /** Whether none has been revoked since the walk through the table began. */
        private boolean walked;
        private FlowTable.Counts counted;

        Owner(int number, FlowTable.Counts counted) {
            this.number = number;
            this.counted = counted;
        }
    }

    /** One that takes the flows of these packet threads. */
    FlowKeeper(FlowTable table, List<PacketWorker> workers) {
        this.table = table;
        this.workers = List.copyOf(workers);
        writer = table.writer();
        for (PacketWorker worker : workers) {
            FlowQueue queue = new FlowQueue();
            queues.add(queue);
            worker.offloadTo(queue);
        }
    }

    /** Ends {@link #run}. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    @Override
    public long beats() {
        return beats;
    }

    @Override
    public boolean hasWork() {
        return queues.stream().anyMatch(queue -> queue.peek() != null);
    }

    /** No packet waits for it. */
    @Override
    public int relieve() {
        return WAIT_ON;
    }

    /** How many flows the kernel has, as counted last. <b>Thread.</b> Any. */
    int held() {
        return held;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread alone writes it
    private void beat() {
        beats++;
    }

    @Override
    public void run() {
        long nextCount = System.nanoTime() + COUNT_NANOS;
        long nextSweep = System.nanoTime() + SWEEP_NANOS;
        long wait = MIN_WAIT_NANOS;
        thread = Thread.currentThread();
        while (!stopping) {
            int done = 0;
            for (FlowQueue queue : queues) {
                done += turn(queue);
            }
            long now = System.nanoTime();
            if (now - nextCount >= 0) {
                count();
                nextCount = now + COUNT_NANOS;
            }
            if (isUntidy() || now - nextSweep >= 0) {
                sweep();
                nextSweep = System.nanoTime() + SWEEP_NANOS;
            }
            beat();
            if (done > 0) {
                wait = MIN_WAIT_NANOS;
            } else if (wait < MAX_WAIT_NANOS) {
                // Packet threads do not wake it while there are flows: a call into the kernel each would cost more than these looks.
                wait *= 2;
                LockSupport.parkNanos(this, wait);
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        queues.forEach(queue -> queue.wakes(Thread.currentThread()));
        if (!stopping && !hasWork()) {
            LockSupport.parkNanos(this, SLEEP_NANOS);
        }
        queues.forEach(queue -> queue.wakes(null));
    }

    /** Hands over what a packet thread has brought, as much as it may at a time; how many flows that was. */
    private synchronized int turn(FlowQueue queue) {
        for (int i = 0; i < TURN; i++) {
            ModuleFlows flows = queue.peek();
            if (flows == null) {
                return i;
            }
            boolean kept = false;
            try {
                kept = handOver(flows, queue);
            } finally {
                queue.release();
                if (!kept) {
                    flows.allowance().giveBack(1);
                }
            }
        }
        return TURN;
    }

    /** Whether the kernel has one more flow. */
    private boolean handOver(ModuleFlows flows, FlowQueue asked) {
        flows.heldBy(this); // before the generation is compared: whoever ends it from then on tells us
        if (!flows.isCurrent(asked.generation())) {
            if (!owners.containsKey(flows)) {
                flows.leftBy(this);
            }
            return false;
        }
        try {
            Owner owner = owner(flows);
            if (owner == null) {
                flows.full();
                return false;
            }
            writer.addresses(asked.sourceHigh(), asked.sourceLow(), asked.destinationHigh(), asked.destinationLow())
                    .transport(asked.protocol(), asked.sourcePort(), asked.destinationPort());
            boolean known = writer.isOffloaded(owner.number);
            writer.offload(owner.number, asked.drop(), TimeUnit.SECONDS.toNanos(asked.idleSeconds()));
            if (known) {
                return false;
            }
            owner.flows++;
            flows.offloaded();
            return true;
        } catch (RuntimeException e) { // the module goes on seeing the flow's packets
            flows.full();
            if (!failed) {
                failed = true;
                LOG.warn("a flow cannot be handed to the kernel: {}", e.getMessage());
            }
            return false;
        }
    }

    private @Nullable Owner owner(ModuleFlows flows) {
        Owner owner = owners.get(flows);
        if (owner == null && owners.size() < FlowTable.MAX_OWNERS) {
            int number = table.newOwner();
            owner = new Owner(number, table.counts(number));
            owners.put(flows, owner);
        }
        return owner;
    }

    private synchronized void count() {
        owners.forEach(this::count);
    }

    private void count(ModuleFlows flows, Owner owner) {
        FlowTable.Counts now = table.counts(owner.number);
        FlowTable.Counts before = owner.counted;
        owner.counted = now;
        flows.decided(now.accepted().packets() - before.accepted().packets(),
                now.accepted().bytes() - before.accepted().bytes(),
                now.dropped().packets() - before.dropped().packets(),
                now.dropped().bytes() - before.dropped().bytes());
    }

    private synchronized boolean isUntidy() {
        return untidy;
    }

    /** Removes what does not hold any more, and counts what does. Others may revoke meanwhile: only this thread adds flows. */
    private void sweep() {
        synchronized (this) {
            if (!untidy && owners.values().stream().allMatch(owner -> owner.flows == 0)) {
                held = 0;
                return;
            }
            untidy = false;
            owners.values().forEach(owner -> owner.walked = true);
        }
        table.sweep(live, this::beat);
        synchronized (this) {
            int sum = 0;
            for (Map.Entry<ModuleFlows, Owner> entry : owners.entrySet()) {
                Owner owner = entry.getValue();
                if (owner.walked) {
                    entry.getKey().allowance().giveBack(owner.flows - live[owner.number]);
                    owner.flows = live[owner.number];
                }
                sum += owner.flows;
            }
            held = sum;
        }
    }

    @Override
    public synchronized void revoke(ModuleFlows flows) {
        Owner owner = owners.get(flows);
        if (owner != null) {
            end(flows, owner);
        }
    }

    @Override
    public synchronized void forget(ModuleFlows flows) {
        Owner owner = owners.remove(flows);
        if (owner != null) {
            end(flows, owner);
            table.removeOwner(owner.number);
        }
    }

    private void end(ModuleFlows flows, Owner owner) {
        table.revoke(owner.number);
        count(flows, owner);
        flows.allowance().giveBack(owner.flows);
        owner.flows = 0;
        owner.walked = false;
        untidy = true;
        LockSupport.unpark(thread);
    }

    /** Takes no more flows, and gives back what is left. Only after {@link #run} and the packet threads have ended. */
    @Override
    public synchronized void close() {
        workers.forEach(worker -> worker.offloadTo(null));
        for (FlowQueue queue : queues) {
            for (ModuleFlows flows = queue.peek(); flows != null; flows = queue.peek()) {
                flows.allowance().giveBack(1);
                queue.release();
            }
        }
        owners.forEach((flows, owner) -> {
            count(flows, owner);
            flows.allowance().giveBack(owner.flows);
            flows.leftBy(this);
        });
        owners.clear();
    }
}
