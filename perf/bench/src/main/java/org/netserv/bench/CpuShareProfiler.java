package org.netserv.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Which share of an iteration JMH's worker ran, of the time that it wanted to: the rest it waited for a processor that
 * others were using.
 *
 * <p>No result where the kernel does not say. Time that the hypervisor took is not seen.
 *
 * <p><b>Thread.</b> JMH's main thread. <b>Source.</b> schedstat: Documentation/scheduler/sched-stats.rst.
 */
public final class CpuShareProfiler implements InternalProfiler {
    /** Name of the result, from 0 to 1. */
    static final String NAME = "cpu.share";

    private static final Path TASKS = Path.of("/proc/self/task");
    /** The worker is called after the benchmark, of which the kernel keeps 15 characters. */
    private static final String WORKER = "org.netserv.ben";

    private static final Times NOTHING = new Times(0, 0);

    private Times before = NOTHING;

    @Override
    public String getDescription() {
        return "share of the time that the worker ran, rather than waited for a processor";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = worker();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
            IterationResult result) {
        Times after = worker();
        double ran = after.runNanos - before.runNanos;
        double waited = after.waitNanos - before.waitNanos;
        return ran <= 0 ? List.of()
                : List.of(new ScalarResult(NAME, ran / (ran + waited), "of wanted", AggregationPolicy.AVG));
    }

    /** What the worker has used so far; nothing before there is one, and where there is no /proc. */
    private static Times worker() {
        Times sum = NOTHING;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                Times times = of(task);
                sum = new Times(sum.runNanos + times.runNanos, sum.waitNanos + times.waitNanos);
            }
            return sum;
        } catch (IOException e) {
            return NOTHING;
        }
    }

    private static Times of(Path task) {
        try {
            if (Files.readString(task.resolve("comm")).strip().equals(WORKER)) {
                String[] fields = Files.readString(task.resolve("schedstat")).strip().split(" ", -1);
                return new Times(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
            }
            return NOTHING;
        } catch (IOException e) {
            return NOTHING; // a thread that has ended meanwhile
        }
    }

    private record Times(long runNanos, long waitNanos) {}
}
