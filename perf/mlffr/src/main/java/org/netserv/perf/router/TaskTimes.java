package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel knows of one thread's time.
 *
 * <p>{@code schedstat} is exact. User and system time are samples of the clock's tick, scaled to the exact sum, and told
 * in hundredths of a second: over a short trial they say little more than their proportion.
 *
 * <p><b>Source.</b> proc_pid_schedstat(5), proc_pid_stat(5), proc_pid_status(5).
 *
 * @param runNanos it ran
 * @param waitNanos it was ready to run and did not
 * @param userTicks it ran in user mode, in 1/100 s
 * @param systemTicks it ran in the kernel, in 1/100 s
 * @param wakeups times that it went to sleep
 */
record TaskTimes(long runNanos, long waitNanos, long userTicks, long systemTicks, long wakeups) {

    static final TaskTimes NONE = new TaskTimes(0, 0, 0, 0, 0);

    /** Behind the name: the fields of stat from the third on. */
    private static final int USER = 14 - 3;
    private static final int SYSTEM = 15 - 3;
    private static final String SLEEPS = "voluntary_ctxt_switches:";

    /** Of a thread of which no more than this is known. */
    static TaskTimes ran(long nanos) {
        return new TaskTimes(nanos, 0, 0, 0, 0);
    }

    /** Of a thread; {@link #NONE} if it is gone. */
    static TaskTimes read(Path task) {
        return parse(ProcText.readIfPresent(task.resolve("schedstat")), ProcText.readIfPresent(task.resolve("stat")),
                ProcText.readIfPresent(task.resolve("status")));
    }

    /** Of the three files of a thread. */
    static TaskTimes parse(String schedstat, String stat, String status) {
        if (schedstat.isBlank() || stat.isBlank()) {
            return NONE;
        }
        List<String> times = ProcText.words(schedstat.strip());
        // A name may have blanks and parentheses in it.
        List<String> fields = ProcText.words(stat.substring(stat.lastIndexOf(')') + 1).strip());
        return new TaskTimes(Long.parseLong(times.get(0)), Long.parseLong(times.get(1)),
                Long.parseLong(fields.get(USER)), Long.parseLong(fields.get(SYSTEM)), sleeps(status));
    }

    private static long sleeps(String status) {
        for (String line : ProcText.lines(status)) {
            if (line.startsWith(SLEEPS)) {
                return Long.parseLong(line.substring(SLEEPS.length()).strip());
            }
        }
        return 0;
    }

    /** Since an earlier time; never negative. */
    TaskTimes since(TaskTimes earlier) {
        return new TaskTimes(Math.max(0, runNanos - earlier.runNanos), Math.max(0, waitNanos - earlier.waitNanos),
                Math.max(0, userTicks - earlier.userTicks), Math.max(0, systemTicks - earlier.systemTicks),
                Math.max(0, wakeups - earlier.wakeups));
    }

    TaskTimes plus(TaskTimes other) {
        return new TaskTimes(runNanos + other.runNanos, waitNanos + other.waitNanos, userTicks + other.userTicks,
                systemTicks + other.systemTicks, wakeups + other.wakeups);
    }
}
