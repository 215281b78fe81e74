package org.netserv.perf.result;

/**
 * What a trial cost the router, and who else was there. All are differences over the trial.
 *
 * <p>Where receive processing and packet threads share a CPU, {@code softirqSeconds}, {@code userSeconds}, {@code
 * systemSeconds} and {@code otherSeconds} are right in sum only: the kernel charges to one what the other did.
 *
 * <p><b>Units.</b> Seconds of CPU time, or events. Over the router's CPUs, one or two; all 0 for a router elsewhere.
 *
 * @param softirqSeconds receive processing: the NAPI threads of the router's interfaces and {@code ksoftirqd}, or, where there
 *     are no such threads, the softirq time of its CPU, in steps of 10 ms and with that of the generator which it shares the
 *     CPU with
 * @param userSeconds packet threads of the container, in user mode; 0 without a container. Run time is exact, its division
 *     into user and system follows the ticks that fell
 * @param systemSeconds packet threads of the container, in the kernel
 * @param otherSeconds other threads of the container: compiler, collector, control; without those that ended meanwhile
 * @param napiWakeups times that the router's NAPI threads went to sleep, or, where there are none, that softirq was entered on
 *     its CPU to receive: the interrupts of this rig
 * @param receiveCalls batches that the container received; 0 without a container
 * @param packetThreadWakeups times that the container's packet threads went to sleep
 * @param stealSeconds time that the hypervisor took from the router's CPUs, in steps of 10 ms
 * @param waitSeconds time that packet threads and NAPI threads were runnable but did not run, less what they waited for
 *     one another
 * @param foreignSeconds time that the router's CPUs were busy with neither rig nor router: other processes, interrupts, and
 *     the way in and out of idleness
 */
public record Effort(double softirqSeconds, double userSeconds, double systemSeconds, double otherSeconds,
        long napiWakeups, long receiveCalls, long packetThreadWakeups, double stealSeconds,
        double waitSeconds, double foreignSeconds) {

    /** No effort at all. */
    public static final Effort NONE = new Effort(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
