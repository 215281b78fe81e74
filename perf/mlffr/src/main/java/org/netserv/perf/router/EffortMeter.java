package org.netserv.perf.router;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.Placement;
import org.netserv.perf.result.Effort;

/**
 * What a router spends on a trial: the difference of two {@link Snapshot}s.
 *
 * <p>Run times of threads and idle times of CPUs are exact. {@code foreignSeconds} is what is left of the router's CPUs: not
 * idle, not stolen, and none of the threads that belong there. It contains interrupts and the way in and out of
 * idleness, some microseconds a wake-up. Where the generator shares a CPU with the router, this process and the
 * receiver's NAPI threads belong there.
 *
 * <p>A thread that ends between the two counts as foreign with what it did since the first.
 *
 * <p>On a kernel without preemption the scheduler's clock stands still from the moment that a thread of higher priority
 * is woken until it runs: what the lower one does meanwhile is charged to the higher one. So where NAPI threads and packet
 * threads share a CPU and differ in priority, the sum of their times is right and its division is not
 * (kernel/sched/core.c, wakeup_preempt and RQCF_REQ_SKIP).
 *
 * <p>{@code waitSeconds}: what a thread waited beyond the time that those with which it shares its CPU ran.
 *
 * <p><b>Thread.</b> One at a time. A snapshot takes one to three milliseconds, on the caller's CPU.
 */
public final class EffortMeter {

    private static final double NANOS = 1e9;

    private final Placement placement;
    private final List<Long> napi;
    private final List<Long> softirq;
    private final @Nullable Container container;
    private final List<Long> packetThreads;
    private final List<Long> rigThreads;

    /** A moment's clocks and counters. */
    public record Snapshot(CpuClock cpus, Tasks napi, Tasks softirq, Tasks packets, Tasks others, Tasks rig,
            long receiveCalls) {}

    EffortMeter(Placement placement, List<Long> napi, List<Long> rigThreads, @Nullable Container container) {
        this.placement = placement;
        this.napi = napi;
        this.softirq = KernelThreads.find(routerCpus(placement).stream().map(cpu -> "ksoftirqd/" + cpu).toList());
        this.container = container;
        this.packetThreads = container == null ? List.of() : container.packetThreads();
        this.rigThreads = rigThreads;
    }

    /** The CPUs of the router that it shares with nobody, or must. */
    static Set<Integer> routerCpus(Placement placement) {
        return new TreeSet<>(List.of(placement.softirq(), placement.container()));
    }

    /** How many CPUs the router has. */
    public int cpus() {
        return routerCpus(placement).size();
    }

    /** The present moment. */
    public Snapshot snapshot() {
        Tasks others = container == null ? Tasks.NONE : Tasks.ofProcess(container.pid(), packetThreads);
        Tasks rig = Tasks.NONE;
        if (placement.sharesGenerator()) {
            rig = Tasks.ofProcess(ProcessHandle.current().pid(), List.of()).plus(Tasks.of(rigThreads));
        }
        long calls = container == null ? 0 : container.receiveCalls(container.counters());
        return new Snapshot(CpuClock.read(), Tasks.of(napi), Tasks.of(softirq), Tasks.of(packetThreads), others, rig,
                calls);
    }

    /** What was spent between two moments. */
    public Effort between(Snapshot before, Snapshot after) {
        TaskTimes napiSpent = after.napi.since(before.napi);
        TaskTimes softirqSpent = after.softirq.since(before.softirq);
        TaskTimes packets = after.packets.since(before.packets);
        long others = after.others.since(before.others).runNanos();
        TaskTimes rig = after.rig.since(before.rig);
        double userShare = userShare(packets, after.packets.since(Tasks.NONE));
        long steal = 0;
        long busy = 0;
        for (int cpu : routerCpus(placement)) {
            steal += after.cpus.stealNanos(before.cpus, cpu);
            busy += after.cpus.busyNanos(before.cpus, cpu);
        }
        long ours = napiSpent.runNanos() + softirqSpent.runNanos() + packets.runNanos() + others + rig.runNanos();
        // Without threads of its own, receive processing runs in whatever is there: the kernel's ticks tell how long.
        long inSoftirq = napi.isEmpty() ? after.cpus.softirqNanos(before.cpus, placement.softirq()) : 0;
        long wakeups = napi.isEmpty() ? after.cpus.receiveSoftirqs(before.cpus, placement.softirq())
                : napiSpent.wakeups();
        return new Effort((napiSpent.runNanos() + softirqSpent.runNanos() + inSoftirq) / NANOS,
                packets.runNanos() * userShare / NANOS, packets.runNanos() * (1 - userShare) / NANOS, others / NANOS,
                wakeups, after.receiveCalls - before.receiveCalls, packets.wakeups(), steal / NANOS,
                waited(napiSpent, packets) / NANOS, Math.max(0, busy - steal - ours) / NANOS);
    }

    /** Ticks of the trial; if it was too short for one, those of the thread's whole life. */
    static double userShare(TaskTimes spent, TaskTimes ever) {
        TaskTimes times = spent.userTicks() + spent.systemTicks() > 0 ? spent : ever;
        long ticks = times.userTicks() + times.systemTicks();
        return ticks == 0 ? 0 : (double) times.userTicks() / ticks;
    }

    /** On one CPU, each waits at least while the other runs. */
    private long waited(TaskTimes napiSpent, TaskTimes packets) {
        boolean shared = placement.softirq() == placement.container();
        long napiWaited = napiSpent.waitNanos() - (shared ? packets.runNanos() : 0);
        long packetsWaited = packets.waitNanos() - (shared ? napiSpent.runNanos() : 0);
        return Math.max(0, napiWaited) + Math.max(0, packetsWaited);
    }
}
