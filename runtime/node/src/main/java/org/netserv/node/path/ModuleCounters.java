package org.netserv.node.path;

import java.util.Map;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/** Counters of one module on one packet thread, added to once a batch. */
final class ModuleCounters implements AutoCloseable {
    private static final String[] NAMES = {"packets", "bytes", "accepted", "dropped", "replied", "consumed", "modified",
        "faults", "mangled", "spoofed", "cpu_nanos", "overstays", "allocated_bytes", "over_packets", "over_bytes",
        "over_cpu", "over_memory", "offload_over", "offload_full"};
    static final int PACKETS = 0;
    static final int BYTES = 1;
    static final int ACCEPTED = 2;
    static final int DROPPED = 3;
    static final int REPLIED = 4;
    static final int CONSUMED = 5;
    static final int MODIFIED = 6;
    static final int FAULTS = 7;
    /** Faults of one kind: the module left behind no packet. */
    static final int MANGLED = 8;
    static final int SPOOFED = 9;
    static final int CPU_NANOS = 10;
    /** Times that the module did not return in time. */
    static final int OVERSTAYS = 11;
    static final int ALLOCATED_BYTES = 12;
    /** Packets that it was not given because of the publisher's quota of packets, bytes, CPU time, or memory. */
    static final int OVER_PACKETS = 13;
    static final int OVER_BYTES = 14;
    static final int OVER_CPU = 15;
    static final int OVER_MEMORY = 16;
    /** Flows that the kernel does not decide: because of the publisher's quota, or as the plane has no room for them. */
    static final int OFFLOAD_OVER = 17;
    static final int OFFLOAD_FULL = 18;

    private final Tally[] tallies;
    private final long[] pending = new long[NAMES.length];

    ModuleCounters(NodeCounters counters, String prefix) {
        tallies = counters.allocate(prefix, NAMES);
    }

    /** The counter of a verdict. */
    static int of(Verdict verdict) {
        return switch (verdict) {
            case ACCEPT -> ACCEPTED;
            case DROP -> DROPPED;
            case REPLY -> REPLIED;
            case CONSUME -> CONSUMED;
        };
    }

    void add(int counter, long delta) {
        pending[counter] += delta;
    }

    /** Makes visible what has been added. */
    void publish() {
        for (int i = 0; i < pending.length; i++) {
            if (pending[i] != 0) {
                tallies[i].add(pending[i]);
                pending[i] = 0;
            }
        }
    }

    /** What has been made visible of a counter. */
    long value(int counter) {
        return tallies[counter].value();
    }

    void read(Map<String, Long> sums) {
        for (int i = 0; i < NAMES.length; i++) {
            sums.merge(NAMES[i], tallies[i].value(), Long::sum);
        }
    }

    @Override
    public void close() {
        for (Tally tally : tallies) {
            tally.close();
        }
    }
}
