package org.netserv.perf;

import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.router.RouterUnderTest;
import org.netserv.perf.traffic.Generator;
import org.netserv.perf.traffic.Sink;
import org.netserv.perf.traffic.Traffic;
import org.netserv.perf.trial.Between;
import org.netserv.perf.trial.Conductor;

/**
 * Sender and receiver, and the router between them.
 *
 * <p><b>Thread.</b> The measuring one.
 *
 * <p><b>Ownership.</b> {@link #close} takes all of it down.
 */
interface Site extends AutoCloseable {

    /** What sends towards the router. */
    Generator generator();

    /** What counts behind it. */
    Sink sink();

    /** What sender and receiver can do, as {@link #calibrated} has it. */
    Calibration calibrate(Traffic traffic);

    /** Packets per second beyond which nothing can be told of a router. */
    double limit(Calibration calibration);

    /** What is between them in a calibration, to begin a line with. */
    String calibrated();

    /** Brings the router into the configuration of a rung; null if that is not in our hands. */
    @Nullable
    RouterUnderTest open(Rung rung);

    /** What is between sender and receiver while that router is open. */
    Between between(@Nullable RouterUnderTest router);

    /** Trials through it. */
    Conductor conductor(Traffic traffic, Between between, double maximum);

    @Override
    void close();
}
