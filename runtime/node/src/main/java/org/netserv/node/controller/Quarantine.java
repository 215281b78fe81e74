package org.netserv.node.controller;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.plane.PlaneException;
import org.slf4j.event.Level;

/**
 * Moves one publisher's modules between the packet threads that modules are tried on and those of all.
 *
 * <p><b>Thread.</b> Any, one look at a time.
 */
final class Quarantine {
    private final ModuleRunner runner;
    private final Events events;

    Quarantine(ModuleRunner runner, Events events) {
        this.runner = runner;
        this.events = events;
    }

    /**
     * Looks at all that run.
     *
     * @param reading null for a look at their time alone
     */
    void look(List<Deployment> present, Supervisor.@Nullable Reading reading) {
        for (Deployment deployment : present) {
            if (deployment.stage() instanceof Stage.Running running) {
                ModuleSlot slot = running.run().slot();
                if (slot != null) {
                    look(deployment, running, slot, reading);
                }
            }
        }
    }

    private void look(Deployment deployment, Stage.Running running, ModuleSlot slot,
            Supervisor.@Nullable Reading reading) {
        Standing standing = running.standing();
        long taken = slot.takeLongestNanos();
        long longest = Math.max(taken, standing.longestNanos());
        Standing.Judgement judgement = standing.took(slot.isQuarantined(), taken);
        // A run that began after the counters were read has nothing among them.
        if (judgement == Standing.Judgement.STAYS && reading != null && running.sinceNanos() <= reading.atNanos()) {
            judgement = standing.look(slot.isQuarantined(),
                    deployment.counters(reading.counters(), runner.publisher().name()));
        }
        switch (judgement) {
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
            events.log(runner.publisher().name()).say(Level.WARN, deployment.id(),
                    "it stays " + (wanted ? "out of" : "in") + " quarantine: " + e.getMessage());
        }
    }
}
