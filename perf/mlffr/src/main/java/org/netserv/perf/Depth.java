package org.netserv.perf;

import java.time.Duration;
import org.netserv.perf.search.SearchSettings;

/**
 * How thoroughly a rung is measured.
 *
 * @param search for the rates
 * @param warmUpLeast traffic before anything is measured
 * @param warmUpMost the same, at most
 * @param thoroughCurve whether the curve has 10 to 16 rates rather than 6 to 9
 * @param curveSweeps times that each of its rates is offered
 * @param curveTrial length of one
 * @param latencyTrial length of a trial that times packets
 */
record Depth(SearchSettings search, Duration warmUpLeast, Duration warmUpMost, boolean thoroughCurve, int curveSweeps,
        Duration curveTrial, Duration latencyTrial) {

    /** What opening and closing a router takes, a node among them. */
    private static final Duration SET_UP = Duration.ofMillis(2500);
    private static final int CURVE_RATES = 14;
    private static final int QUICK_CURVE_RATES = 8;
    private static final int LATENCY_RATES = 2;
    /** Flight Recorder's start and stop. */
    private static final Duration RECORDING = Duration.ofSeconds(1);

    /** About a quarter of a minute a rung. */
    static Depth quick() {
        return new Depth(SearchSettings.quick(), Duration.ofMillis(1500), Duration.ofSeconds(3), false, 1,
                Duration.ofMillis(100), Duration.ofMillis(400));
    }

    /** About half a minute a rung. */
    static Depth full() {
        return new Depth(SearchSettings.full(), Duration.ofSeconds(3), Duration.ofSeconds(8), true, 3,
                Duration.ofMillis(120), Duration.ofSeconds(2));
    }

    /** How long a rung takes, about. */
    Duration expected() {
        Duration overhead = search.times().overhead();
        Duration curve = curveTrial.plus(overhead)
                .multipliedBy((long) (thoroughCurve ? CURVE_RATES : QUICK_CURVE_RATES) * curveSweeps);
        Duration latency = latencyTrial.plus(overhead).multipliedBy(LATENCY_RATES);
        Duration warmUp = warmUpLeast.plus(warmUpMost).dividedBy(2);
        return SET_UP.plus(RECORDING).plus(warmUp).plus(search.expected()).plus(curve).plus(latency);
    }
}
