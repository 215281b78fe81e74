package org.netserv.node.notify;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/** Notices by what became of them, as {@code notify.OUTCOME}. <b>Thread.</b> Any. */
final class NotifyCounters {
    private final Map<Outcome, Tally> tallies = new EnumMap<>(Outcome.class);

    NotifyCounters(NodeCounters counters) {
        for (Outcome outcome : Outcome.values()) {
            tallies.put(outcome, counters.allocate("notify." + outcome.name().toLowerCase(Locale.ROOT)));
        }
    }

    void add(Outcome outcome, long notices) {
        Objects.requireNonNull(tallies.get(outcome)).addShared(notices);
    }

    /** What became of a notice. */
    enum Outcome {
        /** It was taken. */
        SENT,
        /** It is tried another time; counted for each time. */
        RETRIED,
        /** It was given up: not taken, or not in time. */
        FAILED,
        /** It was not tried, or no longer: too many were waiting, or the node stopped. */
        DROPPED,
        /** It was not tried: its URL is one that this node does not connect to. */
        REFUSED
    }
}
