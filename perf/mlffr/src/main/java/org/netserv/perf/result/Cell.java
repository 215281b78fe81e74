package org.netserv.perf.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rung of a ladder: one configuration, measured.
 *
 * @param plane name of the forwarding plane
 * @param cores 1: softirq and user space of the router share a CPU; 2: they have one each
 * @param configuration 1 to 6
 * @param size name of the traffic: {@code "64"}, {@code "340"}, {@code "imix"}
 * @param cold packets per second forwarded of 400,000 offered at once when the router had just come up; null if that was
 *     not tried
 * @param warmUpSeconds of traffic until the rate was steady
 * @param ndr highest rate without loss; null if it was not found
 * @param pdr highest rate with at most 0.5 % of loss
 * @param mrr packets per second received while as many as possible are offered
 * @param curve forwarded over offered, ascending
 * @param latencies at 50 and 90 % of NDR
 * @param heap null without a JVM
 * @param trials all trials, in order
 * @param complete whether everything that was asked for is in here
 * @param remark what a reader must know; empty if nothing
 */
public record Cell(String plane, int cores, int configuration, String size, @Nullable Estimate cold,
        double warmUpSeconds,
        @Nullable Estimate ndr, @Nullable Estimate pdr, @Nullable Estimate mrr, List<Trial> curve,
        List<Latency> latencies, @Nullable Heap heap, List<Trial> trials, boolean complete, String remark) {}
