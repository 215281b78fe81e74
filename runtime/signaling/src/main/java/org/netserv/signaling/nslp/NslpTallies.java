package org.netserv.signaling.nslp;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/** What a node counts of requests on the path, among {@code signaling.} of its counters. <b>Thread.</b> Any. */
final class NslpTallies implements AutoCloseable {
    private final Map<Event, Tally> tallies = new EnumMap<>(Event.class);

    /** What is counted. */
    enum Event {
        REQUESTS("nslp-requests"), RESPONSES("nslp-responses"),
        /** Requests that the node had no time for: it said so, and forwarded them. */
        BUSY("nslp-busy"),
        /** Requests that nobody further down answered in time. */
        UNANSWERED("nslp-unanswered"),
        /** SETUPs whose path has left this node. */
        TEARDOWNS("nslp-teardowns"), MALFORMED("dropped.nslp-malformed"),
        /** Messages of somebody whom GIST has not found on the path. */
        STRANGER("dropped.nslp-stranger"), OUT_OF_ORDER("dropped.nslp-order"),
        /** Responses that nobody waits for. */
        UNASKED("dropped.nslp-unasked");

        private final String label;

        Event(String label) {
            this.label = label;
        }
    }

    NslpTallies(NodeCounters counters) {
        for (Event event : Event.values()) {
            tallies.put(event, counters.allocate("signaling." + event.label));
        }
    }

    void count(Event event) {
        Objects.requireNonNull(tallies.get(event)).addShared(1);
    }

    @Override
    public void close() {
        tallies.values().forEach(Tally::close);
    }
}
