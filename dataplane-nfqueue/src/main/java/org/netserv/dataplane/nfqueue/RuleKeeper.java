package org.netserv.dataplane.nfqueue;

import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the plane's rules as they should be, round by round, and says when somebody else has been at them, or when it cannot.
 *
 * <p><b>Thread.</b> {@link #look}: one at a time, in the plane's network namespace. {@link #trouble}: any.
 */
final class RuleKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RuleKeeper.class);

    private final FirewallRules rules;
    private final Tally restored;
    private final Tally failures;
    private volatile @Nullable String trouble;

    RuleKeeper(FirewallRules rules, NodeCounters counters) {
        this.rules = rules;
        restored = counters.allocate("nfqueue.rules.restored");
        failures = counters.allocate("nfqueue.rules.check-failures");
    }

    /** One round. A failure is counted each time, and logged when it is another than the last. */
    void look() {
        try {
            rules.reconcile(this::restored);
            if (trouble != null) {
                LOG.info("the plane's rules can be looked after again");
            }
            trouble = null;
        } catch (PlaneException e) {
            failures.add(1);
            String now = "the plane's rules cannot be looked after: " + e.getMessage();
            if (!now.equals(trouble)) {
                LOG.warn(now);
            }
            trouble = now;
        }
    }

    private void restored(String amiss) {
        restored.add(1);
        LOG.warn("rules were changed by somebody else, and are restored: {}", amiss);
    }

    /** Why the rules cannot be looked after; null when they can. */
    @Nullable
    String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        restored.close();
        failures.close();
    }
}
