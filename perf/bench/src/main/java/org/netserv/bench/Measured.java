package org.netserv.bench;

import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.ListStatistics;

/**
 * What one method cost: time on a processor, without what its thread waited for one because of others.
 *
 * <p><b>Units.</b> Nanoseconds and bytes, a packet. An error is half of the 95 % confidence interval of the mean over
 * iterations; NaN if there are too few.
 *
 * @param share which part of the time that it wanted the thread ran; NaN if unknown, and then times are those of a clock
 */
record Measured(String method, double nanos, double errorNanos, double bytes, double share) {
    private static final double CONFIDENCE = 0.95;
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    static Measured of(String method, RunResult result) {
        ListStatistics nanos = new ListStatistics();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                Result<?> share = iteration.getSecondaryResults().get(CpuShareProfiler.NAME);
                nanos.addValue(iteration.getPrimaryResult().getScore() * (share == null ? 1 : share.getScore()));
            }
        }
        return new Measured(method, nanos.getMean(), nanos.getMeanErrorAt(CONFIDENCE), secondary(result, ALLOCATED),
                secondary(result, CpuShareProfiler.NAME));
    }

    private static double secondary(RunResult result, String name) {
        Result<?> found = result.getSecondaryResults().get(name);
        return found == null ? Double.NaN : found.getScore();
    }

    /** How often the reference fits into it. */
    double ratioTo(Measured reference) {
        return nanos / reference.nanos;
    }

    /** The ratio's error, from both. */
    double ratioErrorTo(Measured reference) {
        return ratioTo(reference) * Math.hypot(errorNanos / nanos, reference.errorNanos / reference.nanos);
    }
}
