package org.netserv.signaling.transport;

import java.util.Locale;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.signaling.engine.Count;
import org.netserv.signaling.engine.Engine;

/**
 * An engine's counts among the node's counters, such as {@code signaling.received.queries}, and how many sessions and
 * associations there are.
 *
 * <p><b>Thread.</b> {@code netserv-gist}.
 */
final class EngineTallies implements AutoCloseable {
    private static final Count[] COUNTS = Count.values();

    private final Tally[] tallies = new Tally[COUNTS.length];
    private final long[] last = new long[COUNTS.length];
    private final Tally sessions;
    private final Tally associations;

    EngineTallies(NodeCounters counters) {
        for (int i = 0; i < COUNTS.length; i++) {
            tallies[i] = counters.allocate("signaling." + name(COUNTS[i]));
        }
        sessions = counters.allocate("signaling.sessions");
        associations = counters.allocate("signaling.associations");
    }

    /** RECEIVED_QUERIES is received.queries. */
    private static String name(Count count) {
        return count.name().toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');
    }

    /** Says what there is now. */
    void update(Engine engine) {
        for (int i = 0; i < COUNTS.length; i++) {
            long now = engine.counters().get(COUNTS[i]);
            tallies[i].add(now - last[i]);
            last[i] = now;
        }
        sessions.add(engine.states() - sessions.value());
        associations.add(engine.associations() - associations.value());
    }

    @Override
    public void close() {
        for (Tally each : tallies) {
            each.close();
        }
        sessions.close();
        associations.close();
    }
}
