package org.netserv.node.path;

/**
 * What one module may have of one batch. Rates are asked once a batch, for all of it, and get back what was not used.
 *
 * <p><b>Thread.</b> The packet thread.
 */
final class LaneBudget {
    /** The packet is within the quota. */
    static final int WITHIN = -1;

    private final RateLimit packetRate;
    private final RateLimit byteRate;
    private final boolean rated;
    private final CpuCredit credit;
    /** Of the time that goes into using CPU credit up. */
    private final RateLimit pace;
    private final RateLimit memory;
    /** Its publisher's modules have allocated more than they may: until that is made up for, it is not called. */
    private boolean inDebt;
    private boolean tooFast;
    private int came;
    private long packets;
    private long bytes;

    LaneBudget(PathQuota quota, RateLimit pace) {
        this.pace = pace;
        packetRate = quota.packets();
        byteRate = quota.bytes();
        rated = packetRate.isLimited() || byteRate.isLimited();
        credit = new CpuCredit(quota.cpuNanosPerPacket());
        memory = quota.memory();
    }

    /** Whether {@link #reserve} is to be called before a batch. */
    boolean isRated() {
        return rated || inDebt || tooFast;
    }

    /** Takes from the rates what a batch's packets need, or what is left. */
    void reserve(long nowNanos, int wantedPackets, long wantedBytes) {
        inDebt = inDebt && memory.isOverdrawn(nowNanos);
        tooFast = tooFast && pace.isOverdrawn(nowNanos);
        boolean overdrawn = inDebt || tooFast || credit.isOverdrawn();
        packets = overdrawn ? 0 : packetRate.take(nowNanos, wantedPackets);
        bytes = packets == 0 ? 0 : byteRate.take(nowNanos, wantedBytes);
    }

    /** Spends one packet: {@link #WITHIN}, or the counter in {@link ModuleCounters} of what it is over. */
    int spend(int length) {
        came++;
        if (tooFast || credit.isOverdrawn()) {
            return ModuleCounters.OVER_CPU;
        }
        if (inDebt) {
            return ModuleCounters.OVER_MEMORY;
        }
        if (!rated) {
            return WITHIN;
        }
        if (packets == 0) {
            return ModuleCounters.OVER_PACKETS;
        }
        if (bytes < length) {
            return ModuleCounters.OVER_BYTES;
        }
        packets--;
        bytes -= length;
        return WITHIN;
    }

    /** After a batch that began then. */
    void settle(long nowNanos, long cpuNanos, long allocatedBytes) {
        if (allocatedBytes > 0) {
            memory.charge(nowNanos, allocatedBytes);
            inDebt = memory.isOverdrawn(nowNanos);
        }
        if (came > 0) { // what a batch costs of which nothing is for it would add up
            long excess = credit.settle(came, cpuNanos);
            came = 0;
            if (excess > 0) {
                pace.charge(nowNanos, excess);
                tooFast = pace.isOverdrawn(nowNanos);
            }
        }
        if (rated) {
            packetRate.giveBack(packets);
            byteRate.giveBack(bytes);
            packets = 0;
            bytes = 0;
        }
    }
}
