package org.netserv.node.controller;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether a run of a module may be called by the packet threads that all publishers' packets wait for, by what its counters
 * say from look to look.
 *
 * <p>It may once it has had so many packets that compilers have seen it, and has done without trouble in some looks in which
 * packets came: it takes less for a batch than others can wait. It must go back when it takes long, or is throttled for what
 * it takes; and then has to do without trouble for longer each time, as each change changes the plane's rules.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class Standing {
    /** A fifth of what it may take before it is taken out. */
    static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** Packets that are needed: compilers turn to what has been called some hundred times. */
    static final int PACKETS = 2_000;
    /** Calm looks that are needed: at first, and at most. */
    static final int LOOKS = 2;
    static final int MAX_LOOKS = 64;

    private static final List<String> TROUBLE = List.of("over_cpu", "over_memory");

    private final long first;
    private int needed = LOOKS;
    private int calm;
    private long packets;
    private long trouble;
    private long longestNanos;

    /** @param counters the module's when the run begins */
    Standing(Map<String, Long> counters) {
        packets = packets(counters);
        first = packets;
        trouble = trouble(counters);
    }

    /** What a look comes to. */
    enum Judgement {
        /** It stays where it is. */
        STAYS,
        /** It may be called by the packet threads of all. */
        IS_RELEASED,
        /** It may not any more. */
        GOES_BACK
    }

    /**
     * A look at its time alone, which can be taken often.
     *
     * @param quarantined whether it is being tried
     * @param nanos CPU time of the batch that took longest since this was called last
     */
    Judgement took(boolean quarantined, long nanos) {
        longestNanos = Math.max(longestNanos, nanos);
        return !quarantined && longestNanos > LONG_NANOS ? goesBack() : Judgement.STAYS;
    }

    /** CPU time of the batch that took longest since the last {@link #look}. */
    long longestNanos() {
        return longestNanos;
    }

    /** A look at all of it. */
    Judgement look(boolean quarantined, Map<String, Long> counters) {
        boolean came = packets(counters) > packets;
        boolean troubled = trouble(counters) > trouble;
        packets = packets(counters);
        trouble = trouble(counters);
        long longest = longestNanos;
        longestNanos = 0;
        if (!quarantined) {
            return troubled ? goesBack() : Judgement.STAYS;
        }
        if (troubled || longest > CALM_NANOS) {
            calm = 0;
        } else if (came) {
            calm++;
        }
        return calm >= needed && packets - first >= PACKETS ? Judgement.IS_RELEASED : Judgement.STAYS;
    }

    private Judgement goesBack() {
        calm = 0;
        longestNanos = 0;
        needed = Math.min(2 * needed, MAX_LOOKS);
        return Judgement.GOES_BACK;
    }

    private static long packets(Map<String, Long> counters) {
        return counters.getOrDefault("packets", 0L);
    }

    private static long trouble(Map<String, Long> counters) {
        return TROUBLE.stream().mapToLong(name -> counters.getOrDefault(name, 0L)).sum();
    }
}
