package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What CPUs have done until now.
 *
 * <p>The kernel's figures in {@code /proc/stat} are in hundredths of a second. What tasks have used is exact in the root of
 * the cgroup v1 controller cpuacct. Where that is missing, {@code /proc/timer_list} has idleness in nanoseconds, but only
 * while the tick was stopped: what else is idle looks busy. Steal and softirq have no finer source.
 *
 * <p><b>Source.</b> Linux: kernel/sched/cpuacct.c, kernel/time/timer_list.c, fs/proc/stat.c, fs/proc/softirqs.c.
 *
 * @param nowNanos the kernel's monotonic clock, when it was read
 * @param idleNanos idle until then, by CPU
 * @param stealNanos stolen until then, by CPU
 * @param softirqNanos in softirq until then, by CPU
 * @param receiveSoftirqs times that softirq was entered to receive packets until then, by CPU
 */
record CpuClock(long nowNanos, Map<Integer, Long> idleNanos, Map<Integer, Long> stealNanos,
        Map<Integer, Long> softirqNanos, Map<Integer, Long> receiveSoftirqs) {

    private static final Path TIMER_LIST = Path.of("/proc/timer_list");
    private static final Path STAT = Path.of("/proc/stat");
    private static final long TICK_NANOS = 10_000_000;
    private static final Path SOFTIRQS = Path.of("/proc/softirqs");
    private static final Path USAGE = Path.of("/sys/fs/cgroup/cpuacct/cpuacct.usage_percpu");
    private static final int SOFTIRQ = 7;
    private static final int STEAL = 8;

    static CpuClock read() {
        CpuClock clock = parse(ProcText.read(TIMER_LIST), ProcText.read(STAT), ProcText.read(SOFTIRQS));
        return clock.withUsage(ProcText.readIfPresent(USAGE));
    }

    /** The same, with what is left of each CPU's time beside what tasks have used as its idleness. */
    CpuClock withUsage(String usage) {
        if (usage.isBlank()) {
            return this;
        }
        Map<Integer, Long> idle = new HashMap<>();
        int cpu = 0;
        for (String nanos : ProcText.words(usage.strip())) {
            idle.put(cpu++, nowNanos - Long.parseLong(nanos));
        }
        return new CpuClock(nowNanos, idle, stealNanos, softirqNanos, receiveSoftirqs);
    }

    static CpuClock parse(String timerList, String stat, String softirqs) {
        Map<Integer, Long> idle = new HashMap<>();
        long now = 0;
        int cpu = -1;
        for (String line : ProcText.lines(timerList)) {
            if (line.startsWith("now at ")) {
                now = nanos(line);
            } else if (line.startsWith("cpu: ")) {
                cpu = Integer.parseInt(line.substring("cpu: ".length()));
            } else if (line.startsWith(".idle_sleeptime") || line.startsWith(".iowait_sleeptime")) {
                idle.merge(cpu, nanos(line), Long::sum);
            }
        }
        Map<Integer, Long> steal = new HashMap<>();
        Map<Integer, Long> softirq = new HashMap<>();
        for (String line : ProcText.lines(stat)) {
            List<String> words = ProcText.words(line);
            if (words.getFirst().matches("cpu[0-9]+") && words.size() > STEAL) {
                Integer number = Integer.valueOf(words.getFirst().substring(3));
                steal.put(number, Long.parseLong(words.get(STEAL)) * TICK_NANOS);
                softirq.put(number, Long.parseLong(words.get(SOFTIRQ)) * TICK_NANOS);
            }
        }
        return new CpuClock(now, idle, steal, softirq, receiving(softirqs));
    }

    /** The first line names the CPUs of the columns: those that are not online have none. */
    private static Map<Integer, Long> receiving(String softirqs) {
        Map<Integer, Long> counts = new HashMap<>();
        List<String> cpus = List.of();
        for (String line : ProcText.lines(softirqs)) {
            List<String> words = ProcText.words(line);
            if (words.getFirst().startsWith("CPU")) {
                cpus = words;
            } else if (words.getFirst().equals("NET_RX:")) {
                for (int column = 0; column < cpus.size(); column++) {
                    counts.put(Integer.valueOf(cpus.get(column).substring("CPU".length())),
                            Long.valueOf(words.get(column + 1)));
                }
            }
        }
        return counts;
    }

    /** The number before the unit. */
    private static long nanos(String line) {
        List<String> words = ProcText.words(line);
        return Long.parseLong(words.get(words.size() - 2));
    }

    /** Time that a CPU was not idle since an earlier reading. */
    long busyNanos(CpuClock earlier, int cpu) {
        long idle = idleNanos.getOrDefault(cpu, 0L) - earlier.idleNanos.getOrDefault(cpu, 0L);
        return Math.max(0, nowNanos - earlier.nowNanos - idle);
    }

    /** Time that the hypervisor had a CPU since an earlier reading. */
    long stealNanos(CpuClock earlier, int cpu) {
        return Math.max(0, stealNanos.getOrDefault(cpu, 0L) - earlier.stealNanos.getOrDefault(cpu, 0L));
    }

    /** Time that a CPU was in softirq since an earlier reading. */
    long softirqNanos(CpuClock earlier, int cpu) {
        return Math.max(0, softirqNanos.getOrDefault(cpu, 0L) - earlier.softirqNanos.getOrDefault(cpu, 0L));
    }

    /** Times that a CPU entered softirq to receive packets since an earlier reading. */
    long receiveSoftirqs(CpuClock earlier, int cpu) {
        return Math.max(0, receiveSoftirqs.getOrDefault(cpu, 0L) - earlier.receiveSoftirqs.getOrDefault(cpu, 0L));
    }
}
