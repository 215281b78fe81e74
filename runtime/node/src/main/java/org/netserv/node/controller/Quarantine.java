package org.netserv.node.controller;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one publisher's modules between the packet threads that modules are tried on and those of all.
 *
 * <p><b>Thread.</b> Any, one look at a time.
 */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final ModuleRunner runner;
    private final Events events;

    Quarantine(ModuleRunner runner, Events events) {
        this.runner = runner;
        this.events = events;
    }

    /** Looks at all that run. */
    void look(List<Deployment> present, Supervisor.Reading reading) {
        for (Deployment deployment : present) {
            // A run that began after the counters were read has nothing among them.
            if (deployment.stage() instanceof Stage.Running running && running.sinceNanos() <= reading.atNanos()) {
                ModuleSlot slot = running.run().slot();
                if (slot != null) {
                    look(deployment, running.standing(), slot, reading);
                }
            }
        }
    }

    private void look(Deployment deployment, Standing standing, ModuleSlot slot, Supervisor.Reading reading) {
        Map<String, Long> counters = deployment.counters(reading.counters(), runner.publisher().name());
        long longest = slot.takeLongestNanos();
        switch (standing.look(slot.isQuarantined(), longest, counters)) {
            case STAYS -> {
            }
            case IS_RELEASED -> move(deployment, slot, false, "its packets come to the packet threads of all");
            case GOES_BACK -> move(deployment, slot, true, "its packets come to packet threads of their own: it took "
                    + TimeUnit.NANOSECONDS.toMicros(longest)
                    + " µs for a batch, or was over a quota of CPU time or memory");
        }
    }

    private void move(Deployment deployment, ModuleSlot slot, boolean wanted, String text) {
        try {
            if (runner.quarantine(slot, wanted)) {
                events.add(wanted ? Events.Kind.QUARANTINED : Events.Kind.RELEASED, runner.publisher().name(),
                        deployment.id(), text);
            }
        } catch (PlaneException e) {
            LOG.warn("{} of {} stays {} quarantine: {}", deployment.id(), runner.publisher().name(),
                    wanted ? "out of" : "in", e.getMessage());
        }
    }
}
