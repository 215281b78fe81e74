package org.netserv.perf.signaling;

/**
 * How much is measured.
 *
 * @param warmUp Queries before anything counts
 * @param rounds searches for the highest rate
 * @param searchSeconds of each rate in such a search
 * @param precision of the rate found, as part of it
 * @param latencyRounds trials at each rate at which latency is measured
 * @param latencySeconds of each of them
 * @param sessions that are alive at the same time
 * @param validityMillis after which one of these ends if it is not refreshed
 */
public record Amount(int warmUp, int rounds, double searchSeconds, double precision, int latencyRounds,
        double latencySeconds, int sessions, long validityMillis) {

    /** What counts: about ten minutes. */
    public static Amount full() {
        return new Amount(400_000, 5, 2, 0.03, 3, 10, 100_000, 30_000);
    }

    /** Whether it works at all, and about how fast it is: about a minute and a half. */
    public static Amount quick() {
        return new Amount(60_000, 1, 0.5, 0.1, 1, 1, 5_000, 4_000);
    }

    /** The same with another number of searches. */
    public Amount withRounds(int searches) {
        return new Amount(warmUp, searches, searchSeconds, precision, latencyRounds, latencySeconds, sessions,
                validityMillis);
    }
}
