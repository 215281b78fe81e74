package org.netserv.perf.neighbour;

import java.util.Map;

/**
 * What became of a publisher's traffic in one trial.
 *
 * @param sent packets
 * @param received packets
 * @param rigLost packets that were lost by the rig's own doing, behind the router
 * @param losses of all packets, also those of others, by the place that counted them
 * @param rate packets per second received
 * @param nanos latency: percentile to nanoseconds, as {@link org.netserv.perf.result.Latency} has them
 */
public record Beside(long sent, long received, long rigLost, Map<String, Long> losses, double rate,
        Map<String, Long> nanos) {

    /** Packets that did not come out of the router. */
    public long lost() {
        return Math.max(0, sent - received - rigLost);
    }

    /** A percentile in microseconds; NaN if there were too few packets for it. */
    double micros(String percentile) {
        Long value = nanos.get(percentile);
        return value == null ? Double.NaN : value / 1000.0;
    }
}
