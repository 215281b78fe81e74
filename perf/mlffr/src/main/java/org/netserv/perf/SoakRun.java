package org.netserv.perf;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.footprint.Need;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.result.Heap;
import org.netserv.perf.result.Trial;
import org.netserv.perf.router.Guest;
import org.netserv.perf.router.HeapRecording;
import org.netserv.perf.router.NodeControl;
import org.netserv.perf.router.RouterUnderTest;
import org.netserv.perf.search.Progress;
import org.netserv.perf.search.RateSearch;
import org.netserv.perf.search.SearchResult;
import org.netserv.perf.search.SearchSettings;
import org.netserv.perf.soak.Comings;
import org.netserv.perf.soak.Frames;
import org.netserv.perf.soak.Stretch;
import org.netserv.perf.traffic.Traffic;
import org.netserv.perf.trial.Conductor;
import org.netserv.perf.trial.WarmUp;
import org.netserv.rig.RigException;
import org.netserv.testing.BundleBuilder;

/**
 * A node whose NetMonitor forwards at a part of its rate, while a second publisher's module comes and goes. Assertions about frames of
 * AF_XDP are on.
 *
 * <p><b>Thread.</b> The measuring one. An interrupt ends it with what there is until then.
 */
final class SoakRun {
    private static final String ASSERTIONS = "-ea:org.netserv.dataplane.xdp...";
    private static final String MODULE = "Soak.Passing_1.0.0";
    private static final Duration WARM_UP_TRIAL = Duration.ofMillis(100);
    private static final Duration TRIAL = Duration.ofSeconds(5);
    /** Packet threads have taken up what was in the rings. */
    private static final Duration SETTLED = Duration.ofSeconds(1);
    /** Frames that a full receive ring has turned away wait in the kernel until others come. */
    private static final double GENTLE_RATE = 20_000;

    private final String plane;
    private final int cores;
    private final double load;
    private final int stretchCount;
    private final int trialsEach;
    private final Duration period;
    private final Screen screen;
    private final BooleanSupplier stopping;
    private final Traffic traffic = Traffic.named(Rung.SIP_SIZE);
    private final List<Stretch> stretches = new ArrayList<>();
    private double rate;
    private @Nullable Heap heap;
    private @Nullable Frames frames;
    private boolean complete;

    /**
     * Nothing runs yet.
     *
     * @param cores 1 or 2, see {@link Placement}
     * @param load part of the rate with at most 0.5 % of loss
     * @param seconds of traffic, which are divided into ten stretches
     * @param period in which a module comes and goes
     */
    SoakRun(String plane, int cores, double load, int seconds, Duration period, Screen screen,
            BooleanSupplier stopping) {
        this.plane = plane;
        this.cores = cores;
        this.load = load;
        this.trialsEach = Math.max(1, Math.toIntExact(seconds / 10 / TRIAL.toSeconds()));
        this.stretchCount = Math.max(1, Math.toIntExact(seconds / TRIAL.toSeconds() / trialsEach));
        this.period = period;
        this.screen = screen;
        this.stopping = stopping;
    }

    List<Stretch> stretches() {
        return List.copyOf(stretches);
    }

    /** Packets per second. */
    double rate() {
        return rate;
    }

    /** What Flight Recorder saw in all stretches; null until the end. */
    @Nullable
    Heap heap() {
        return heap;
    }

    /** Null until the end, and on planes without. */
    @Nullable
    Frames frames() {
        return frames;
    }

    /** Whether all of it has been measured. */
    boolean isComplete() {
        return complete;
    }

    /**
     * Measures all of it, or until an interrupt.
     *
     * @param folder for what has to be built
     */
    void run(RigSite site, Guest guest, Path folder) {
        Path jar = folder.resolve("passing.jar");
        BundleBuilder.module("Soak.Passing", "1.0.0", """
                public void start(ModuleContext context) {
                    context.register(packet -> packet.ttl() > 0 ? Verdict.ACCEPT : Verdict.DROP);
                }
                """).build(jar);
        Calibration calibration = site.calibrate(traffic);
        try (RouterUnderTest router = site.openBeside(plane, cores, guest, ASSERTIONS);
                HeapRecording recording = router.recordHeap()) {
            if (recording == null) {
                throw new RigException("the router is no node");
            }
            Conductor conductor = site.conductor(traffic, site.between(router), calibration.sent());
            rate = load * findRate(conductor);
            screen.say(String.format(Locale.ROOT, "%.0f kpps, %.0f %% of the rate.", rate / 1000, load * 100));
            soak(router, conductor, recording, guest, jar);
        } catch (InterruptedException e) {
            screen.say("Interrupted: what is missing has not been measured.");
        } catch (RigException e) {
            if (!stopping.getAsBoolean()) {
                throw e;
            }
        }
    }

    private double findRate(Conductor conductor) throws InterruptedException {
        WarmUp.run(conductor, WARM_UP_TRIAL, Duration.ofSeconds(3), Duration.ofSeconds(8), new ArrayList<>());
        SearchResult found = new RateSearch(conductor, SearchSettings.quick(), Progress.NONE).run();
        if (found.pdr() == null) {
            throw new RigException("the node has no rate to take a part of: " + found.remark());
        }
        return found.pdr().median();
    }

    private void soak(RouterUnderTest router, Conductor conductor, HeapRecording recording, Guest guest, Path jar)
            throws InterruptedException {
        long pid = router.pid().orElseThrow();
        Path socket = router.controlSocket().orElseThrow();
        Path state = socket.resolveSibling("state");
        Instant from = Instant.now();
        try (Comings comings = Comings.start(NodeControl.of(socket, guest), MODULE, jar,
                Map.of("filter-proto", "udp", "filter-port", Integer.toString(Traffic.PORT)), period)) {
            for (int n = 1; n <= stretchCount; n++) {
                List<Trial> trials = new ArrayList<>();
                for (int trial = 0; trial < trialsEach; trial++) {
                    trials.add(conductor.run("soak", rate, TRIAL));
                }
                stretches.add(Stretch.of(trials, comings.installed(), Need.of(pid, state)));
                screen.say(String.format(Locale.ROOT, "%d/%d: %d packets, %s lost", n, stretchCount,
                        stretches.getLast().sent(), stretches.getLast().lost()));
                trials.stream().map(Trial::remark).filter(remark -> !remark.isEmpty()).distinct()
                        .forEach(screen::say);
            }
        }
        heap = recording.stop(from, stretches.stream().mapToLong(Stretch::received).sum());
        conductor.run("soak", GENTLE_RATE, SETTLED);
        Thread.sleep(SETTLED);
        frames = Frames.of(pid, frames(router.settings()));
        complete = true;
    }

    /** Those of both interfaces. */
    private static long frames(Map<String, String> settings) {
        return 2 * Long.parseLong(settings.getOrDefault("frames", "0"));
    }
}
