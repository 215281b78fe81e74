package org.netserv.perf.search;

import java.time.Duration;
import org.netserv.perf.result.Trial;

/** Carries out trials, one after the other. */
public interface Trials {

    /**
     * Offers packets at one rate, and says where they went.
     *
     * @param phase what the trial is for, as {@link Trial#phase()} names it
     * @param packetsPerSecond rate to offer; 0 for as fast as the generator can
     * @param duration from the first packet to the last
     */
    Trial run(String phase, double packetsPerSecond, Duration duration) throws InterruptedException;
}
