package org.netserv.perf.signaling;

import java.util.LinkedHashMap;
import java.util.Map;
import org.netserv.perf.store.RecordTree;
import org.netserv.signaling.engine.Count;

/**
 * An offer, and what became of it.
 *
 * @param offer what was sent
 * @param outcome as the generator saw it
 * @param account where each message has gone
 * @param handshakes that the node counted as completed
 * @param known whether the node knew the last session, if there was one
 * @param cpuSeconds of all of the node's threads
 */
public record Trial(Offer offer, Outcome outcome, Account account, long handshakes, boolean known, double cpuSeconds) {
    /** Of the Queries, so many must be answered in time for a rate to count as one that the node can. */
    static final double ANSWERED = 0.999;

    private static final double SECOND = 1e9;

    /** Of two looks at the node, before the offer and after it. */
    static Trial of(Offer offer, Outcome outcome, NodeState before, NodeState after, Account account) {
        return new Trial(offer, outcome, account, after.count(Count.HANDSHAKES) - before.count(Count.HANDSHAKES),
                after.received() - before.received() == outcome.data(),
                (after.cpuNanos() - before.cpuNanos()) / SECOND);
    }

    /** Whether enough was answered in time. */
    boolean answersInTime() {
        return outcome.inTime() >= ANSWERED * outcome.sent();
    }

    /** Whether the node can do this much: it has answered in time, completed what was confirmed, and knows the last session. */
    public boolean passes() {
        return answersInTime() && (!offer.confirms() || (known && handshakes >= ANSWERED * outcome.sent()));
    }

    /** What it has done, a second of its CPU time. */
    public double perCpuSecond() {
        return cpuSeconds > 0 ? outcome.answered() / cpuSeconds : 0;
    }

    /** By the names that results have. */
    public Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        if (RecordTree.of(this) instanceof Map<?, ?> tree) {
            tree.forEach((name, value) -> map.put(String.valueOf(name), value));
        }
        map.put("passes", passes());
        map.put("lost", outcome.lost());
        map.put("unaccounted", account.unaccounted());
        map.put("answersPerSecond", outcome.perSecond());
        map.put("answersPerCpuSecond", perCpuSecond());
        return map;
    }
}
