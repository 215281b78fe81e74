package org.netserv.perf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.NativeException;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Heap;
import org.netserv.perf.result.Latency;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;
import org.netserv.perf.router.HeapRecording;
import org.netserv.perf.router.RouterUnderTest;
import org.netserv.perf.search.Curve;
import org.netserv.perf.search.RateSearch;
import org.netserv.perf.search.SearchResult;
import org.netserv.perf.trial.Conductor;
import org.netserv.perf.trial.WarmUp;
import org.netserv.rig.RigException;

/**
 * Measures one router, from cold to the last percentile.
 *
 * <p><b>Thread.</b> The measuring one. An interrupt ends it with what there is until then, and is used up: what is taken
 * down afterwards must not be disturbed by it.
 */
final class RungMeasurement {
    private static final Duration WARM_UP_TRIAL = Duration.ofMillis(100);
    /** A look at the clock costs the generator some 20 ns. Not a power of two: bursts are, and each place in one is to be timed. */
    private static final int TIMED_PACKETS = 17;
    /** Part of the rig's limit from which on a rate may be that limit. */
    private static final double NEAR = 0.95;
    /** Attempts at a trial that nothing disturbs. */
    private static final int LATENCY_ATTEMPTS = 3;
    /** Longer than a period of Flight Recorder's: it has looked at all threads before the first packet. */
    private static final long RECORDER_NANOS = Duration.ofMillis(120).toNanos();

    private final Rung rung;
    private final Depth depth;
    private final Conductor conductor;
    private final double limit;
    private final Site site;
    private final Screen screen;
    private final BooleanSupplier stopping;
    private final List<Trial> trials = new ArrayList<>();
    private final List<Latency> latencies = new ArrayList<>();
    private final RateSearch search;
    private WarmUp.Outcome warmUp = new WarmUp.Outcome(null, 0, true);
    private List<Trial> curve = List.of();
    private @Nullable Heap heap;
    private boolean complete;

    /**
     * Nothing runs yet.
     *
     * @param limit packets per second that the rig itself can send and receive
     * @param site whose generator and sink the conductor uses
     * @param stopping whether the program is about to end
     */
    RungMeasurement(Rung rung, Depth depth, Conductor conductor, double limit, Site site, Screen screen,
            BooleanSupplier stopping) {
        this.rung = rung;
        this.depth = depth;
        this.conductor = conductor;
        this.limit = limit;
        this.site = site;
        this.screen = screen;
        this.stopping = stopping;
        this.search = new RateSearch(conductor, depth.search(), step -> screen.step(step.part(),
                "round " + step.round() + " of " + step.rounds()));
    }

    /** Measures; without a router that is ours there is no heap to look at. */
    Cell run(@Nullable RouterUnderTest router) {
        // Starting it costs a JVM some hundred milliseconds, which are not to fall into anything that is measured.
        try (HeapRecording recording = router == null ? null : router.recordHeap()) {
            screen.step(0, "warming up");
            boolean compiles = router == null || recording != null;
            warmUp = WarmUp.run(conductor, WARM_UP_TRIAL, compiles ? depth.warmUpLeast() : Duration.ZERO,
                    compiles ? depth.warmUpMost() : Duration.ZERO, trials);
            Instant warm = Instant.now();
            int before = trials.size();
            if (recording != null) {
                LockSupport.parkNanos(RECORDER_NANOS);
            }
            SearchResult found = search.run();
            screen.step(0.99, "curve and latency");
            curve = Curve.measure(conductor, Curve.rates(found, depth.thoroughCurve()), depth.curveSweeps(),
                    depth.curveTrial(), trials);
            timePackets(found);
            if (recording != null) {
                heap = recording.stop(warm, received(trials.subList(before, trials.size())) + received(found.trials()));
            }
            complete = found.complete();
        } catch (InterruptedException e) {
            complete = false;
        } catch (RigException | NativeException e) {
            // While the rig is being taken down anything may fail.
            if (!stopping.getAsBoolean()) {
                throw e;
            }
        }
        return cell(search.result());
    }

    private static long received(List<Trial> trials) {
        return trials.stream().mapToLong(Trial::received).sum();
    }

    private void timePackets(SearchResult found) throws InterruptedException {
        if (found.ndr() == null) {
            return;
        }
        double ndr = found.ndr().median();
        site.generator().timeEvery(TIMED_PACKETS);
        try {
            for (double part : Curve.partsForLatency()) {
                Latency latency = timePackets(part, ndr * part);
                if (latency != null) {
                    latencies.add(latency);
                }
            }
        } finally {
            site.generator().timeEvery(0);
        }
    }

    /** Of the first trial that nothing disturbs, or else of the last that is not void; null without one. */
    private @Nullable Latency timePackets(double part, double rate) throws InterruptedException {
        Latency latency = null;
        for (int attempt = 0; attempt < LATENCY_ATTEMPTS; attempt++) {
            Trial trial = conductor.run("latency", rate, depth.latencyTrial());
            trials.add(trial);
            if (trial.validity() == Validity.VOID) {
                continue;
            }
            Latency timed = site.sink().latency(part, trial.offered());
            latency = new Latency(timed.ofNdr(), timed.rate(), timed.samples(), timed.nanos(), remark(trial));
            if (trial.validity() == Validity.VALID) {
                return latency;
            }
        }
        return latency;
    }

    /** Packets that were lost took for ever, and are in no percentile. */
    private static String remark(Trial trial) {
        long lost = trial.sent() - trial.received();
        String losses = lost == 0 ? "" : String.format(Locale.ROOT, "%,d of %,d packets were lost", lost, trial.sent());
        return losses.isEmpty() || trial.remark().isEmpty() ? losses + trial.remark() : losses + "; " + trial.remark();
    }

    private Cell cell(SearchResult found) {
        List<Trial> all = new ArrayList<>(trials);
        all.addAll(found.trials());
        String cold = warmUp.steady() ? ""
                : String.format(Locale.ROOT,
                        "It was still getting faster after %.0f s of warm-up.", warmUp.seconds());
        String remark = Stream.of(cold, found.remark(), Curve.dips(curve, found.ndr()))
                .filter(sentence -> !sentence.isEmpty()).collect(Collectors.joining(" "));
        return new Cell(rung.plane(), rung.cores(), rung.configuration(), rung.size(), warmUp.cold(),
                warmUp.seconds(), bounded(found.ndr()), bounded(found.pdr()), bounded(found.mrr()), curve, latencies,
                heap, all, complete, remark);
    }

    /** What comes so near to the limit of the rig that it may be that. */
    private @Nullable Estimate bounded(@Nullable Estimate rate) {
        return rate == null || rate.median() < limit * NEAR ? rate : new Estimate(rate.values(), Bound.AT_LEAST);
    }

    /** A rung that could not be measured at all. */
    static Cell none(Rung rung, String why) {
        return new Cell(rung.plane(), rung.cores(), rung.configuration(), rung.size(), null, 0, null, null, null,
                List.of(), List.of(), null, List.of(), false, why);
    }
}
