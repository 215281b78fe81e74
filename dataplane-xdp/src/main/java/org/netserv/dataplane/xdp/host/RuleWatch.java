package org.netserv.dataplane.xdp.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether packets of the plane's interfaces go past rules: those that were there when the node started
 * would have kept the plane from the interface, those that have come since then it can only report.
 *
 * <p>A look runs five programs, so it is not part of each of the plane's rounds.
 *
 * <p><b>Thread.</b> {@link #look}: any, in the plane's network namespace. {@link #troubles}: any, without waiting for a look.
 */
public final class RuleWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RuleWatch.class);
    /** Between two looks. */
    static final Duration PERIOD = Duration.ofSeconds(30);

    /** Where rules are read. */
    interface Source {
        List<BypassedRule> read() throws PlaneException;
    }

    private final Source source;
    private final LongSupplier nanoTime;
    private @Nullable Long looked;
    private volatile List<String> troubles = List.of();

    /** One that reads the kernel's. */
    public RuleWatch() {
        this(OperatorRules::read, System::nanoTime);
    }

    RuleWatch(Source source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /** Looks, if it is time to. */
    public synchronized void look(List<String> interfaces) {
        Long last = looked;
        if (last == null || nanoTime.getAsLong() - last >= PERIOD.toNanos()) {
            lookNow(interfaces);
        }
    }

    /** Looks. */
    public synchronized void lookNow(List<String> interfaces) {
        List<String> found = new ArrayList<>();
        try {
            List<BypassedRule> rules = source.read();
            for (String each : interfaces) {
                List<BypassedRule> its = rules.stream().filter(rule -> rule.concerns(each)).toList();
                if (!its.isEmpty()) {
                    found.add(
                            "packets of interface " + each + " leave past rules that have come since the node started: "
                                    + OperatorRules.describe(its)
                                    + "; start the node again, and plane nfqueue takes the interface,"
                                    + " or say so with option bypass-netfilter=\"yes\"");
                }
            }
        } catch (PlaneException e) {
            found.add(String.valueOf(e.getMessage()));
        }
        // From the end of the look: programs that hang must not be run one after the other.
        looked = nanoTime.getAsLong();
        if (!found.equals(troubles)) {
            found.forEach(LOG::warn);
            if (found.isEmpty()) {
                LOG.info("no packets leave past rules any more");
            }
            troubles = List.copyOf(found);
        }
    }

    /** What was found at the last look, a sentence each. */
    public List<String> troubles() {
        return troubles;
    }
}
