package org.netserv.perf.router;

import java.util.Locale;
import org.netserv.perf.result.Effort;

/**
 * Whether something else used the router's CPUs during a trial.
 *
 * <p>The limits:
 * <ul>
 * <li>steal: none. The kernel tells it in steps of 10 ms, each of which is forty times what a ring of 256 packets bridges
 * at 1 Mpps.
 * <li>foreign: 2 % of the time of the router's CPUs, and 20 µs for each time that a thread of the router was woken: the
 * interrupt that woke it, and the way out of idleness, are nobody's.
 * <li>waiting, beyond what threads of the router wait for one another: 2 % of that time.
 * </ul>
 *
 * @param remark what it was, for the trial's remark; empty if nothing
 */
public record Disturbance(String remark) {

    private static final double SHARE = 0.02;
    private static final double WAKEUP_SECONDS = 20e-6;

    private static final Disturbance NONE = new Disturbance("");

    /**
     * Judges what a trial cost.
     *
     * @param seconds between the snapshots, from which the effort is
     * @param cpus how many CPUs the router has: 1 or 2
     */
    public static Disturbance of(Effort effort, double seconds, int cpus) {
        double share = SHARE * seconds * cpus;
        double foreign = share + WAKEUP_SECONDS * (effort.napiWakeups() + effort.packetThreadWakeups());
        if (effort.stealSeconds() > 0) {
            return of("the hypervisor took %.0f ms of %.0f ms", effort.stealSeconds(), seconds);
        }
        if (effort.foreignSeconds() > foreign) {
            return of("something else ran on the router's CPUs for %.1f ms of %.0f ms", effort.foreignSeconds(),
                    seconds);
        }
        if (effort.waitSeconds() > share) {
            return of("the router's threads waited for a CPU for %.1f ms of %.0f ms", effort.waitSeconds(), seconds);
        }
        return NONE;
    }

    private static Disturbance of(String sentence, double part, double seconds) {
        return new Disturbance(String.format(Locale.ROOT, sentence, part * 1e3, seconds * 1e3));
    }
}
