package org.netserv.perf.result;

/**
 * What a trial cost the router, and who else was there. All are differences over the trial.
 *
 * <p><b>Units.</b> Seconds of CPU time, or events.
 *
 * @param softirqSeconds receive processing: the NAPI threads of the router's interfaces, or the softirq time of its CPU
 *     where they are not threads
 * @param userSeconds packet threads of the container, in user mode; 0 without a container
 * @param systemSeconds packet threads of the container, in the kernel
 * @param otherSeconds other threads of the container: compiler, collector, control
 * @param napiWakeups times that the router's NAPI threads slept and were woken, or that softirq was entered where there are
 *     none: the interrupts of this rig
 * @param receiveCalls batches that the container received; 0 where it does not count them
 * @param packetThreadWakeups times that the container's packet threads slept and were woken
 * @param stealSeconds time that the hypervisor took from the router's CPUs
 * @param waitSeconds time that packet threads and NAPI threads were runnable but did not run, less what they waited for
 *     one another
 * @param foreignSeconds time that processes which belong to neither rig nor router ran on the router's CPUs
 */
public record Effort(double softirqSeconds, double userSeconds, double systemSeconds, double otherSeconds,
        long napiWakeups, long receiveCalls, long packetThreadWakeups, double stealSeconds,
        double waitSeconds, double foreignSeconds) {

    /** No effort at all. */
    public static final Effort NONE = new Effort(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
