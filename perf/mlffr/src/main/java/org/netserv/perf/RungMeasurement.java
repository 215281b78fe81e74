package org.netserv.perf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.NativeException;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Heap;
import org.netserv.perf.result.Latency;
import org.netserv.perf.result.Trial;
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
    /** A look at the clock costs the generator some 20 ns. */
    private static final int TIMED_PACKETS = 16;

    private final Rung rung;
    private final Depth depth;
    private final Conductor conductor;
    private final Site site;
    private final Screen screen;
    private final BooleanSupplier stopping;
    private final List<Trial> trials = new ArrayList<>();
    private final List<Latency> latencies = new ArrayList<>();
    private final RateSearch search;
    private WarmUp.Outcome warmUp = new WarmUp.Outcome(null, 0, 0);
    private List<Trial> curve = List.of();
    private @Nullable Heap heap;
    private boolean complete;

    /**
     * Nothing runs yet.
     *
     * @param site whose generator and sink the conductor uses
     * @param stopping whether the program is about to end
     */
    RungMeasurement(Rung rung, Depth depth, Conductor conductor, Site site, Screen screen, BooleanSupplier stopping) {
        this.rung = rung;
        this.depth = depth;
        this.conductor = conductor;
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
            warmUp = WarmUp.run(conductor, WARM_UP_TRIAL, depth.warmUpLeast(), depth.warmUpMost(), trials);
            SearchResult found = search.run();
            screen.step(0.99, "curve and latency");
            curve = Curve.measure(conductor, Curve.rates(found, depth.thoroughCurve()), depth.curveTrials(),
                    depth.curveTrial(), new ArrayList<>());
            timePackets(found, recording);
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

    private void timePackets(SearchResult found, @Nullable HeapRecording recording) throws InterruptedException {
        if (found.ndr() == null) {
            return;
        }
        double ndr = found.ndr().median();
        Instant start = Instant.now();
        long packets = 0;
        site.generator().timeEvery(TIMED_PACKETS);
        try {
            for (double part : Curve.partsForLatency()) {
                Trial trial = conductor.run("latency", ndr * part, depth.latencyTrial());
                trials.add(trial);
                packets += trial.received();
                if (trial.validity() != Trial.Validity.VOID) {
                    latencies.add(site.sink().latency(part, trial.offered()));
                }
            }
        } finally {
            site.generator().timeEvery(0);
            if (recording != null) {
                heap = recording.stop(start, packets);
            }
        }
    }

    private Cell cell(SearchResult found) {
        List<Trial> all = new ArrayList<>(trials);
        all.addAll(found.trials());
        String dips = Curve.dips(curve, found.ndr());
        String remark = (found.remark() + " " + dips).strip();
        return new Cell(rung.plane(), rung.cores(), rung.configuration(), rung.size(), warmUp.cold(),
                warmUp.seconds(), found.ndr(), found.pdr(), found.mrr(), curve, latencies, heap, all, complete, remark);
    }

    /** A rung that could not be measured at all. */
    static Cell none(Rung rung, String why) {
        return new Cell(rung.plane(), rung.cores(), rung.configuration(), rung.size(), null, 0, null, null, null,
                List.of(), List.of(), null, List.of(), false, why);
    }
}
