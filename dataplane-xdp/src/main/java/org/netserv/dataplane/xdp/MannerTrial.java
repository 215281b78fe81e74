package org.netserv.dataplane.xdp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares manners by what the network's own packets cost the host in each, one after the other: a router must not send packets to
 * try itself. What a packet costs is the median of windows that had enough packets; the first window in each manner is not counted.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class MannerTrial {
    /** By how much another than the first must be cheaper: what else the host does is measured with it. */
    private static final double MARGIN = 0.9;

    private final List<Manner> candidates;
    private final int windows;
    private final long minPackets;
    private final List<Long> found = new ArrayList<>();
    private final Map<Manner, Long> costs = new LinkedHashMap<>();
    private boolean fresh = true;

    /**
     * Begins with the first.
     *
     * @param windows that count, in each manner
     * @param minPackets that a window must have
     */
    MannerTrial(List<Manner> candidates, int windows, long minPackets) {
        this.candidates = List.copyOf(candidates);
        this.windows = windows;
        this.minPackets = minPackets;
    }

    /** Takes what a window cost in the {@linkplain #manner manner} that is in effect. */
    void window(long packets, long cpuNanos) {
        if (isDecided() || packets < minPackets) {
            return;
        }
        if (fresh) { // compilers, caches and the driver's queues come to rest
            fresh = false;
            return;
        }
        found.add(cpuNanos / packets);
        if (found.size() == windows) {
            Collections.sort(found);
            costs.put(manner(), found.get(windows / 2));
            found.clear();
            fresh = true;
        }
    }

    /** Which one is to be in effect: the one that is tried, in the end the best. */
    Manner manner() {
        return isDecided() ? best(candidates, costs) : candidates.get(costs.size());
    }

    boolean isDecided() {
        return costs.size() == candidates.size();
    }

    /** CPU time of the host for each packet, in nanoseconds, in those that have been tried. */
    Map<Manner, Long> costs() {
        return Collections.unmodifiableMap(costs);
    }

    /** The cheapest; the first, unless another is clearly cheaper. All must have costs. */
    static Manner best(List<Manner> candidates, Map<Manner, Long> costs) {
        Manner best = candidates.getFirst();
        for (Manner each : candidates) {
            if (cost(costs, each) < MARGIN * cost(costs, best)) {
                best = each;
            }
        }
        return best;
    }

    private static long cost(Map<Manner, Long> costs, Manner manner) {
        Long cost = costs.get(manner);
        if (cost == null) {
            throw new IllegalArgumentException("no cost of " + manner + " in " + costs);
        }
        return cost;
    }
}
