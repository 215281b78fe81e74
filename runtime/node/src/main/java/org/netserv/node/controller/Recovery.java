package org.netserv.node.controller;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.jfr.ModuleSwap;
import org.netserv.node.message.FailPolicy;
import org.netserv.node.path.ModuleSlot;

/**
 * What is done with one publisher's modules that misbehave: they are rolled back, or detached and started again later.
 *
 * <p><b>Thread.</b> Any, one at a time; what changes a module waits for the table's lock.
 */
final class Recovery {
    private final PublisherParts parts;
    private final Replacement replacement;
    private final Restoration restoration;

    Recovery(PublisherParts parts, Replacement replacement, Restoration restoration) {
        this.parts = parts;
        this.replacement = replacement;
        this.restoration = restoration;
    }

    /** Ends runs. */
    void end(Map<Deployment, Supervisor.Finding> found) {
        // All at once; what follows may take seconds for each, and waits for a SETUP under way.
        for (Supervisor.Finding finding : found.values()) {
            ModuleSlot slot = finding.running().run().slot();
            if (slot != null) {
                slot.detach();
            }
        }
        found.forEach((deployment, finding) -> {
            parts.table().lock().lock();
            try {
                if (deployment.isIn(finding.running()) && parts.table().contains(deployment)
                        && !replacement.rollBack(deployment, finding.trouble())) {
                    detach(deployment, finding);
                }
            } finally {
                parts.table().lock().unlock();
            }
        });
    }

    private void detach(Deployment deployment, Supervisor.Finding finding) {
        ModuleSlot place = stop(deployment, finding.running());
        Duration wait = deployment.backoff().after(finding.trouble().reason(),
                parts.nanos().getAsLong() - finding.running().sinceNanos());
        deployment.stage(detached(place, finding.trouble().reason(), wait));
        parts.event(Events.Kind.DETACHED, deployment.id(), finding.trouble().text()
                + "; its packets are " + (deployment.terms().failPolicy() == FailPolicy.OPEN ? "passed" : "dropped")
                + ", it starts again in " + wait.toSeconds() + " s");
    }

    /** Ends a run, whose counts stay. Returns the empty place in the packet path that it leaves, if it had one. */
    private @Nullable ModuleSlot stop(Deployment deployment, Stage.Running running) {
        ModuleRunner.Run run = running.run();
        ModuleSlot slot = run.slot();
        ModuleSlot place = slot == null ? null : parts.runner().vacate(slot, deployment.terms());
        Map<String, Long> counted = parts.ownCounters(deployment);
        run.module().stop();
        // What its thread counts stays if that does not end.
        parts.ownCounters(deployment).forEach((name, value) -> counted.merge(name, -value, Long::sum));
        if (slot != null && place != slot) {
            slot.counters().forEach((name, value) -> counted.merge(name, value, Long::sum));
            slot.close();
        }
        deployment.addEarlier(counted);
        return place;
    }

    private Stage.Detached detached(@Nullable ModuleSlot place, String reason, Duration wait) {
        return new Stage.Detached(place, reason, parts.now().plus(wait),
                parts.nanos().getAsLong() + wait.toNanos());
    }

    /** Takes a module in that did not start: its fail policy decides until it does. */
    Deployment waiting(ModuleVersion version, Refusal refusal) {
        ModuleSlot place = null;
        try {
            place = parts.runner().hold(version.id(), version.origin().terms());
        } catch (Refusal e) {
            refusal.addSuppressed(e); // its packets go past the node
        }
        Duration wait = new Backoff().after(Trouble.START, 0);
        parts.event(Events.Kind.RESTART_FAILED, version.id(),
                refusal.getMessage() + "; the next attempt is in " + wait.toSeconds() + " s");
        return new Deployment(version.id(), version.origin(), detached(place, Trouble.START, wait), version.since(),
                version.ends());
    }

    void endProbations(long nowNanos) {
        for (Deployment deployment : parts.table().all()) {
            parts.table().lock().lock();
            try {
                replacement.endProbation(deployment, nowNanos);
            } finally {
                parts.table().lock().unlock();
            }
        }
    }

    /** Starts the one again that has waited longest beyond its time: a start may take seconds. */
    void restartOne() {
        Deployment due = null;
        long longestNanos = 0;
        for (Deployment deployment : parts.table().all()) {
            if (deployment.stage() instanceof Stage.Detached detached) {
                long overNanos = parts.nanos().getAsLong() - detached.nextStartNanos();
                if (overNanos >= longestNanos) {
                    due = deployment;
                    longestNanos = overNanos;
                }
            }
        }
        if (due != null) {
            parts.table().lock().lock();
            try {
                if (due.stage() instanceof Stage.Detached detached && parts.table().contains(due)
                        && parts.nanos().getAsLong() - detached.nextStartNanos() >= 0) {
                    restart(due, detached);
                }
            } finally {
                parts.table().lock().unlock();
            }
        }
    }

    private void restart(Deployment deployment, Stage.Detached detached) {
        try {
            start(deployment);
            parts.event(Events.Kind.RESTARTED, deployment.id(), "it runs again");
        } catch (Refusal refusal) {
            Duration wait = deployment.backoff().after(detached.reason(), 0);
            deployment.stage(detached(detached.place(), detached.reason(), wait));
            parts.event(Events.Kind.RESTART_FAILED, deployment.id(),
                    refusal.getMessage() + "; the next attempt is in " + wait.toSeconds() + " s");
        }
    }

    private void start(Deployment deployment) throws Refusal {
        ModuleSwap swapped = ModuleSwap.begin(ModuleSwap.Kind.RESTART, parts.user(), deployment.id(), "");
        ModuleSlot place = deployment.slot();
        KeptJars.check(deployment.origin().jar(), deployment.origin().digest());
        ModuleRunner.Run run = parts.runner().start(deployment.origin(), PublisherParts.slots(List.of(deployment)));
        if (place != null) {
            deployment.addEarlier(place.counters());
            place.close();
        }
        // What its empty place has counted since are no faults of its own.
        deployment.restarted(parts.running(run, parts.counters(deployment)));
        swapped.done(deployment.id());
    }

    /** Has a module stand still, its packets past the node, until it is to go on; also after the node's next start. */
    void suspend(Deployment deployment) throws Refusal {
        if (deployment.stage() instanceof Stage.Held held && held.kind() == Stage.Hold.SUSPENDED) {
            return;
        }
        parts.records().putSuspended(deployment, true);
        ModuleSlot place = deployment.stage() instanceof Stage.Running running
                ? stop(deployment, running)
                : deployment.slot();
        if (place != null) {
            parts.runner().takeOut(List.of(place));
            deployment.addEarlier(place.counters());
            place.close();
        }
        deployment.onProbation(false);
        deployment.stage(new Stage.Held(Stage.Hold.SUSPENDED, "by the operator"));
        parts.event(Events.Kind.SUSPENDED, deployment.id(), "the operator wants it so; its packets go past the node");
    }

    /** Has a module go on that was suspended, if it may still run. */
    void resume(Deployment deployment) throws Refusal {
        if (deployment.stage() instanceof Stage.Held held && held.kind() == Stage.Hold.SUSPENDED) {
            restoration.check(deployment.version());
            start(deployment);
            try {
                parts.records().putSuspended(deployment, false);
            } catch (Refusal refusal) {
                suspendAgain(deployment, refusal);
                throw refusal;
            }
            parts.event(Events.Kind.RESUMED, deployment.id(), "the operator wants it so");
        }
    }

    private void suspendAgain(Deployment deployment, Refusal cause) {
        if (deployment.stage() instanceof Stage.Running running) {
            ModuleSlot place = stop(deployment, running);
            if (place != null) {
                try {
                    parts.runner().takeOut(List.of(place));
                } catch (Refusal e) {
                    cause.addSuppressed(e);
                }
                place.close();
            }
        }
        deployment.stage(new Stage.Held(Stage.Hold.SUSPENDED, "by the operator"));
    }
}
