package org.netserv.perf.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Heap;
import org.netserv.perf.result.Latency;
import org.netserv.perf.result.Run;
import org.netserv.perf.result.Trial;
import org.netserv.perf.search.Curve;
import org.netserv.perf.search.Progress;
import org.netserv.perf.search.RateSearch;
import org.netserv.perf.search.SearchResult;
import org.netserv.perf.search.SearchSettings;
import org.netserv.perf.search.SimulatedRouter;

/** A run of routers that do not exist: the figures are invented, and only their shape is that of a real one. */
public final class SampleRun {
    private static final double[][] ONE_CORE = {{765, 700, 243, 236, 231, 0}, {741, 680, 232, 224, 219, 203}};
    private static final double[][] TWO_CORES = {{1345, 1190, 482, 471, 462, 0}, {1251, 1103, 455, 441, 433, 401}};
    private static final String[] SIZES = {"64", "340"};

    private SampleRun() {}

    /**
     * Both ladders of both sizes, or the quick one.
     *
     * @param scale of all rates
     */
    public static Run of(String suite, String started, long seed, double scale) {
        try {
            List<Cell> cells = new ArrayList<>();
            for (int cores = 1; cores <= 2; cores++) {
                for (int size = 0; size < SIZES.length; size++) {
                    boolean wanted = !suite.equals("quick") || (cores == 1 && size == 0);
                    for (int configuration = 1; wanted && configuration <= 6; configuration++) {
                        double kpps = (cores == 1 ? ONE_CORE : TWO_CORES)[size][configuration - 1];
                        if (kpps > 0) {
                            cells.add(cell(suite, cores, SIZES[size], configuration, kpps * 1000 * scale, seed++));
                        }
                    }
                }
            }
            return new Run(Run.FORMAT, suite, "4f1c2aa", started, Instant.parse(started).plusSeconds(1600).toString(),
                    environment(), List.of(new Calibration("64", "live-frames", 5_210_000, 5_210_000),
                            new Calibration("340", "live-frames", 4_480_000, 4_480_000)),
                    List.copyOf(cells), true);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** One cell of it. */
    public static Cell cell(String suite, int cores, String size, int configuration, double capacity, long seed)
            throws InterruptedException {
        SimulatedRouter router = new SimulatedRouter(capacity, seed).noise(0.006).steal(0.15, true)
                .generatorLimit(5_000_000).overload(configuration < 3 ? 0.97 : 0.82);
        if (configuration == 3) {
            router.dip(0.55 * capacity, 0.8 * capacity, 0.55 * capacity);
        }
        if (configuration >= 3) {
            router.container(configuration == 3 ? 210 : 180 + 55 * configuration, 1450);
        }
        SearchSettings settings = suite.equals("quick") ? SearchSettings.quick() : SearchSettings.full();
        SearchResult found = new RateSearch(router, settings, Progress.NONE).run();
        List<Trial> trials = new ArrayList<>(found.trials());
        List<Trial> curve = Curve.measure(router, Curve.rates(found, true), 3, Duration.ofMillis(150), trials);
        @Nullable
        Heap heap = configuration < 4 ? null : new Heap(20, 4_400_000, 0, 184_320, 0, 0);
        return new Cell("nfqueue", cores, configuration, size,
                configuration < 4 ? null : new Estimate(List.of(capacity * 0.12), Bound.EXACT),
                configuration < 4 ? 0 : 3.5, found.ndr(), found.pdr(), found.mrr(), curve,
                latencies(found, configuration), heap, trials, found.complete(),
                (found.remark() + " " + Curve.dips(curve, found.ndr())).strip());
    }

    private static List<Latency> latencies(SearchResult found, int configuration) {
        List<Latency> latencies = new ArrayList<>();
        if (found.ndr() != null) {
            for (double part : Curve.partsForLatency()) {
                long base = Math.round((configuration < 3 ? 9_000 : 24_000) * (0.6 + part));
                Map<String, Long> nanos = new LinkedHashMap<>();
                nanos.put("50", base);
                nanos.put("90", base * 2);
                nanos.put("99", base * 4);
                nanos.put("99.9", base * 9);
                if (configuration != 2) {
                    nanos.put("99.99", base * (configuration > 3 ? 34 : 22));
                    nanos.put("100", base * 61);
                }
                latencies.add(new Latency(part, found.ndr().median() * part, configuration == 2 ? 9_000 : 120_000,
                        nanos,
                        configuration == 5 && part > 0.6 ? "17 of 120,017 packets were lost (nfqueue dropped)." : ""));
            }
        }
        return latencies;
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("cpu.model", "Synthetic Processor 3000");
        environment.put("cpu.count", "2");
        environment.put("cpu.hypervisor", "yes");
        environment.put("kernel.release", "6.18.0");
        environment.put("jvm.version", "25.0.1+8-LTS");
        environment.put("jvm.gc", "Serial");
        environment.put("sysctl.net.core.netdev_budget", "300");
        environment.put("sysctl.net.core.netdev_max_backlog", "1000");
        return environment;
    }
}
