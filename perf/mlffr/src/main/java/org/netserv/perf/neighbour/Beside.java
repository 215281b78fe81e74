package org.netserv.perf.neighbour;

import java.util.Map;

/**
 * What became of a publisher's traffic in one trial.
 *
 * @param sent packets
 * @param received packets
 * @param rate packets per second received
 * @param nanos latency: percentile to nanoseconds, as {@link org.netserv.perf.result.Latency} has them
 */
public record Beside(long sent, long received, double rate, Map<String, Long> nanos) {

    /** Packets that did not arrive. */
    public long lost() {
        return sent - received;
    }

    /** A percentile in microseconds; NaN if there were too few packets for it. */
    double micros(String percentile) {
        Long value = nanos.get(percentile);
        return value == null ? Double.NaN : value / 1000.0;
    }
}
