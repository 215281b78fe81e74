package org.netserv.perf.search;

/** What a rate is searched for. */
public enum Target {
    /** Non-drop rate: no packet is lost. */
    NDR(0),
    /** Partial-drop rate: at most 0.5 % are lost. */
    PDR(0.005);

    private final double maxLoss;

    Target(double maxLoss) {
        this.maxLoss = maxLoss;
    }

    /** The largest part of the packets that may be lost, 0 to 1. */
    public double maxLoss() {
        return maxLoss;
    }

    /** Whether a trial with this loss reaches the target. */
    public boolean reachedWith(double lossRatio) {
        return lossRatio <= maxLoss;
    }
}
