package org.netserv.node.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netserv.node.jfr.ModuleSwap;
import org.netserv.node.message.ModuleId;
import org.netserv.node.message.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one version of a publisher's module in the place of another, between two batches, and brings former ones back.
 *
 * <p>A version is prepared, taken down in the journal, and then enters the packet path: wherever the node is killed, the journal
 * has a version that can run.
 *
 * <p><b>Thread.</b> Any, under the table's lock.
 */
final class Replacement {
    /** How long a version that replaced a running one must do without trouble. */
    static final Duration PROBATION = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

    private final PublisherParts parts;
    private final Restoration restoration;

    Replacement(PublisherParts parts, Restoration restoration) {
        this.parts = parts;
        this.restoration = restoration;
    }

    /** Installs a version; others of its name make room for it, and so many are kept. If it is refused, nothing has changed. */
    Deployment install(Origin origin, Instant ends, int formerVersions) throws Refusal {
        ModuleId id = origin.message().moduleId();
        List<Deployment> replaced = parts.table().matching(new ModuleId(id.symbolicName(), null));
        for (Deployment old : replaced) {
            requireNotSuspended(old);
        }
        ModuleSwap swapped = ModuleSwap.begin(replaced.isEmpty() ? ModuleSwap.Kind.INSTALL : ModuleSwap.Kind.UPGRADE,
                parts.user(), id.toString(), ids(replaced));
        ModuleRunner.Run run;
        try {
            run = parts.runner().prepare(origin, () -> handedOver(replaced));
        } catch (Refusal refusal) {
            swapped.failed();
            parts.event(Events.Kind.REFUSED, id.toString(), String.valueOf(refusal.getMessage()));
            throw refusal;
        }
        Deployment next = new Deployment(run.module().id(), origin, parts.running(run, Map.of()), parts.now(), ends);
        next.former(former(replaced, formerVersions));
        next.onProbation(replaced.stream().anyMatch(old -> old.stage() instanceof Stage.Running));
        swap(next, run, replaced, swapped);
        parts.news().installed(next, replaced);
        return next;
    }

    /** Refuses what a publisher wants of a module that the operator has suspended. */
    static void requireNotSuspended(Deployment deployment) throws Refusal {
        if (deployment.stage() instanceof Stage.Held held && held.kind() == Stage.Hold.SUSPENDED) {
            throw new Refusal(StatusCode.FORBIDDEN, "the operator has suspended " + deployment.id());
        }
    }

    private static String ids(List<Deployment> deployments) {
        return deployments.stream().map(Deployment::id).collect(Collectors.joining(","));
    }

    private static byte @Nullable [] handedOver(List<Deployment> replaced) {
        for (Deployment old : replaced) {
            if (old.stage() instanceof Stage.Running running) {
                return running.run().module().checkpoint();
            }
        }
        return null;
    }

    /** What does not run is nothing to come back to. */
    private static List<ModuleVersion> former(List<Deployment> replaced, int most) {
        return replaced.stream()
                .flatMap(old -> Stream.concat(old.stage() instanceof Stage.Running ? Stream.of(old.version())
                        : Stream.empty(), old.former().stream()))
                .limit(most).toList();
    }

    private void swap(Deployment next, ModuleRunner.Run run, List<Deployment> replaced, ModuleSwap swapped)
            throws Refusal {
        try {
            parts.records().put(next);
        } catch (Refusal refusal) {
            swapped.failed();
            ModuleRunner.discard(run);
            throw refusal;
        }
        try {
            parts.runner().enter(PublisherParts.slots(replaced), List.of(run));
        } catch (Refusal refusal) {
            swapped.failed();
            ModuleRunner.discard(run);
            putBack(next, replaced);
            throw refusal;
        }
        parts.table().put(next);
        replaced.forEach(parts::stop);
        swapped.done(next.id());
    }

    /** In one step: a node that is killed meanwhile must not have lost the version that still runs. */
    private void putBack(Deployment failed, List<Deployment> replaced) {
        try {
            if (replaced.isEmpty()) {
                parts.records().remove(failed.id());
            }
            for (Deployment old : replaced) {
                parts.records().put(old);
            }
        } catch (Refusal refusal) {
            LOG.error("the journal has {} of {}, which could not be installed: {}", failed.id(), parts.user(),
                    refusal.getMessage());
        }
    }

    /**
     * Brings the version back that ran before one that misbehaves.
     *
     * @return whether there was one to bring back
     */
    boolean rollBack(Deployment failed, Trouble trouble) {
        ModuleVersion before = failed.isOnProbation() && !failed.former().isEmpty() ? failed.former().getFirst() : null;
        Instant now = parts.now();
        if (before == null || !before.ends().isAfter(now)) {
            return false;
        }
        Instant ends = failed.ends().isBefore(before.ends()) ? failed.ends() : before.ends();
        try {
            Deployment back = bringBack(failed, before, ends,
                    Deployment.Barred.from(failed, trouble.reason(), now, parts.nanos().getAsLong()));
            parts.event(Events.Kind.ROLLED_BACK, failed.id(),
                    trouble.text() + "; " + back.id() + " runs again, until " + ends);
            parts.news().rolledBack(failed, StatusCode.START_FAILED, trouble.text(), back);
            return true;
        } catch (Refusal refusal) {
            parts.event(Events.Kind.RESTART_FAILED, before.id(),
                    "it cannot come back in place of " + failed.id() + ": " + refusal.getMessage());
            failed.onProbation(false);
            return false;
        }
    }

    /**
     * Brings a former version back at the operator's wish, until the present one's end.
     *
     * @param version which; null for the latest of them
     */
    Deployment rollBack(Deployment present, @Nullable ModuleId version) throws Refusal {
        requireNotSuspended(present);
        ModuleVersion wanted = present.former().stream()
                .filter(former -> version == null || ModuleId.parse(former.id()).equals(version)).findFirst()
                .orElseThrow(() -> new Refusal(StatusCode.NOT_FOUND,
                        "there is no " + (version == null ? "version before " + present.id() : version)
                                + " to bring back: kept are "
                                + present.former().stream().map(ModuleVersion::id).toList()));
        Deployment back = bringBack(present, wanted, present.ends(), null);
        parts.event(Events.Kind.ROLLED_BACK, present.id(),
                "the operator wants it so; " + back.id() + " runs again, until " + back.ends());
        parts.news().rolledBack(present, StatusCode.DONE, "the operator wants it so", back);
        return back;
    }

    private Deployment bringBack(Deployment present, ModuleVersion version, Instant ends,
            Deployment.@Nullable Barred barred) throws Refusal {
        ModuleSwap swapped = ModuleSwap.begin(ModuleSwap.Kind.ROLLBACK, parts.user(), version.id(), present.id());
        restoration.check(version);
        ModuleRunner.Run run = parts.runner().prepare(version.origin());
        Deployment back = new Deployment(version.id(), version.origin(), parts.running(run, Map.of()), parts.now(),
                ends);
        back.former(present.former().subList(present.former().indexOf(version) + 1, present.former().size()));
        if (barred != null) {
            back.barred(barred);
        }
        swap(back, run, List.of(present), swapped);
        parts.retainJars();
        return back;
    }

    /** What has proved itself stays, however it behaves from now on. */
    void endProbation(Deployment deployment, long nowNanos) {
        if (deployment.isOnProbation() && deployment.stage() instanceof Stage.Running running
                && nowNanos - running.sinceNanos() >= PROBATION.toNanos()) {
            deployment.onProbation(false);
        }
    }
}
