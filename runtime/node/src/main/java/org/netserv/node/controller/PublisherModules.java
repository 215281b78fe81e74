package org.netserv.node.controller;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.jfr.ModuleSwap;
import org.netserv.node.log.PublisherLog;
import org.netserv.node.message.FailPolicy;
import org.netserv.node.message.ModuleId;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.message.StatusCode;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.sandbox.ModuleSettings;
import org.osgi.framework.Version;
import org.slf4j.event.Level;

/**
 * The modules of one publisher: comes, stays and goes of each; and what is done with those that misbehave.
 *
 * <p><b>Thread.</b> Any; one change at a time, while other publishers' go on.
 */
final class PublisherModules implements AutoCloseable {
    /** How long a version that replaced a running one must do without trouble. */
    static final Duration PROBATION = Duration.ofSeconds(10);

    private final Publisher publisher;
    private final ModuleRunner runner;
    private final KeptJars jars;
    private final NodeCounters counters;
    private final Events events;
    private final PublisherLog log;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Supervisor supervisor;
    private final Quarantine quarantine;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deployment> deployments = new LinkedHashMap<>();
    /** What {@link #deployments} holds, for those who only look. */
    private volatile List<Deployment> present = List.of();
    private boolean closed;

    /** @param nanos a clock for durations, which is never set */
    PublisherModules(ModuleRunner runner, HeapWatch heap, NodeCounters counters, Events events, Clock clock,
            LongSupplier nanos) {
        this.runner = runner;
        this.publisher = runner.publisher();
        this.jars = new KeptJars(publisher.grants().directory().resolve("jars"));
        this.counters = counters;
        this.events = events;
        this.log = events.log(publisher.name());
        this.clock = clock;
        this.nanos = nanos;
        this.supervisor = new Supervisor(publisher, events, heap, nanos.getAsLong());
        this.quarantine = new Quarantine(runner, events);
    }

    Publisher publisher() {
        return publisher;
    }

    /** The module that a SETUP names, if it is there: found by its version, or alone of its name. */
    Optional<Deployment> find(ModuleId id) {
        return matching(id).stream().findFirst();
    }

    /** All modules that an id names; without a version, every version. */
    List<Deployment> matching(ModuleId id) {
        return present.stream().filter(deployment -> {
            ModuleId installed = ModuleId.parse(deployment.id());
            Version version = installed.version() == null ? Version.emptyVersion : installed.version();
            return id.matches(installed.symbolicName(), version);
        }).toList();
    }

    /** All modules, without waiting for one that is being started or stopped. */
    List<Deployment> all() {
        return present;
    }

    /** Extends a module's life if the SETUP asks for the module as it is; empty if there is none of that id. */
    Optional<Deployment> refresh(SetupRequest setup, Deployment.Terms terms, Instant ends) throws Refusal {
        lock.lock();
        try {
            Optional<Deployment> found = find(setup.module());
            if (found.isPresent()) {
                String difference = found.get().terms().difference(terms);
                if (difference != null) {
                    throw new Refusal(StatusCode.CONFLICT, found.get().id() + " is installed with another " + difference
                            + ": expected the same, or another version");
                }
                found.get().ends(ends);
            } else {
                requireNotBarred(setup.module(), terms);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** The same version that was just rolled back would only be rolled back again: a sender may repeat its SETUP often. */
    private void requireNotBarred(ModuleId id, Deployment.Terms terms) throws Refusal {
        for (Deployment deployment : present) {
            Deployment.Barred barred = deployment.barred();
            if (barred != null && id.equals(barred.id()) && nanos.getAsLong() - barred.untilNanos() < 0
                    && barred.terms().difference(terms) == null) {
                throw new Refusal(StatusCode.CONFLICT, barred.id() + " was rolled back to " + deployment.id() + " ("
                        + barred.reason() + "): expected another version, another module-digest, or the same after "
                        + barred.until());
            }
        }
    }

    /**
     * Installs and starts a module; a running one of the same name and another version makes room for it, and comes back
     * should the new one misbehave soon.
     *
     * @param jar its file is moved
     */
    Deployment install(Path jar, SetupRequest setup, Deployment.Terms terms, Instant now, Instant ends)
            throws Refusal, IOException {
        lock.lock();
        try {
            if (closed) {
                throw new Refusal(StatusCode.DRAINING, "the node is about to stop");
            }
            Optional<Deployment> meanwhile = refresh(setup, terms, ends);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            Origin origin = new Origin(jars.keep(jar), settings(setup), terms);
            List<Deployment> replaced = matching(new ModuleId(setup.module().symbolicName(), null));
            ModuleRunner.Run run = start(origin, setup, replaced);
            Deployment deployment = new Deployment(run.module().id(), origin, running(run, Map.of()), now, ends);
            put(deployment);
            replaced.forEach(old -> makeRoom(old, deployment));
            log.say(Level.INFO, deployment.id(), "it is installed until " + ends);
            return deployment;
        } finally {
            lock.unlock();
        }
    }

    private ModuleRunner.Run start(Origin origin, SetupRequest setup, List<Deployment> replaced) throws Refusal {
        ModuleRunner.Run run = null;
        try {
            run = runner.start(replaced.isEmpty() ? ModuleSwap.Kind.INSTALL : ModuleSwap.Kind.UPGRADE, origin,
                    slots(replaced));
            return run;
        } catch (Refusal refusal) {
            events.add(Events.Kind.REFUSED, publisher.name(), setup.module().toString(),
                    String.valueOf(refusal.getMessage()));
            throw refusal;
        } finally {
            if (run == null) {
                KeptJars.delete(origin.jar());
            }
        }
    }

    private Stage.Running running(ModuleRunner.Run run, Map<String, Long> counted) {
        long now = nanos.getAsLong();
        return new Stage.Running(run, new ModuleHealth(counted, now), new Standing(counted), now);
    }

    private void put(Deployment deployment) {
        deployments.put(deployment.id(), deployment);
        present = List.copyOf(deployments.values());
    }

    private void makeRoom(Deployment old, Deployment next) {
        if (old.stage() instanceof Stage.Running) {
            next.previous(new Deployment.Previous(old.id(), old.origin(), old.ends()));
            dropPrevious(old);
            stop(old);
        } else {
            end(old);
        }
    }

    /** Takes modules out of the packet path, stops and uninstalls them. */
    void remove(Collection<Deployment> leaving, String why) throws Refusal {
        lock.lock();
        try {
            List<Deployment> going = leaving.stream().filter(deployments::containsValue).toList();
            runner.takeOut(slots(going));
            for (Deployment deployment : going) {
                ModuleSwap swap = ModuleSwap.begin(ModuleSwap.Kind.REMOVAL, publisher.name(), deployment.id(), "");
                end(deployment);
                swap.done(deployment.id());
                log.say(Level.INFO, deployment.id(), "it is removed: " + why);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What the node says of them. */
    PublisherLog log() {
        return log;
    }

    /** Takes away what has come to its end; a refresh comes before or after it, not in between. */
    void expire(Instant now) {
        if (present.stream().allMatch(deployment -> deployment.ends().isAfter(now))) {
            return;
        }
        lock.lock();
        try {
            List<Deployment> ended = deployments.values().stream()
                    .filter(deployment -> !deployment.ends().isAfter(now)).toList();
            if (!ended.isEmpty()) {
                remove(ended, "its time has come");
            }
        } catch (Refusal e) {
            log.say(Level.ERROR, "modules that have expired are still in place: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** Ends those that misbehave, starts again those whose time has come. */
    void supervise(Supervisor.@Nullable Reading reading) {
        end(Supervisor.overstays(present));
        if (reading != null) {
            end(supervisor.look(present, reading));
            endProbations(reading.atNanos());
        }
        quarantine.look(present, reading);
        restartOne();
    }

    private void end(Map<Deployment, Supervisor.Finding> found) {
        // All at once; what follows may take seconds for each, and waits for a SETUP under way.
        for (Supervisor.Finding finding : found.values()) {
            ModuleSlot slot = finding.running().run().slot();
            if (slot != null) {
                slot.detach();
            }
        }
        found.forEach((deployment, finding) -> {
            lock.lock();
            try {
                if (deployment.isIn(finding.running()) && deployments.containsValue(deployment)
                        && !rollBack(deployment, finding.trouble())) {
                    detach(deployment, finding);
                }
            } finally {
                lock.unlock();
            }
        });
    }

    private void detach(Deployment deployment, Supervisor.Finding finding) {
        ModuleRunner.Run run = finding.running().run();
        ModuleSlot slot = run.slot();
        ModuleSlot place = slot == null ? null : runner.vacate(slot, deployment.terms());
        Map<String, Long> counted = ownCounters(deployment);
        run.module().stop();
        // What its thread counts stays if that does not end.
        ownCounters(deployment).forEach((name, value) -> counted.merge(name, -value, Long::sum));
        if (slot != null && place != slot) {
            slot.counters().forEach((name, value) -> counted.merge(name, value, Long::sum));
            slot.close();
        }
        deployment.addEarlier(counted);
        Duration wait = deployment.backoff().after(finding.trouble().reason(),
                nanos.getAsLong() - finding.running().sinceNanos());
        deployment.detached(detached(place, finding.trouble().reason(), wait));
        events.add(Events.Kind.DETACHED, publisher.name(), deployment.id(), finding.trouble().text()
                + "; its packets are " + (deployment.terms().failPolicy() == FailPolicy.OPEN ? "passed" : "dropped")
                + ", it starts again in " + wait.toSeconds() + " s");
    }

    private Stage.Detached detached(@Nullable ModuleSlot place, String reason, Duration wait) {
        return new Stage.Detached(place, reason, clock.instant().plus(wait), nanos.getAsLong() + wait.toNanos());
    }

    /** Brings the version back that ran before; false if there is none to bring back. */
    private boolean rollBack(Deployment failed, Trouble trouble) {
        Deployment.Previous previous = failed.previous();
        Instant now = clock.instant();
        if (previous == null || !previous.ends().isAfter(now)) {
            return false;
        }
        ModuleRunner.Run run;
        try {
            KeptJars.check(previous.origin().jar(), previous.origin().terms().digest());
            run = runner.start(ModuleSwap.Kind.ROLLBACK, previous.origin(), slots(List.of(failed)));
        } catch (Refusal refusal) {
            events.add(Events.Kind.RESTART_FAILED, publisher.name(), previous.id(),
                    "it cannot come back in place of " + failed.id() + ": " + refusal.getMessage());
            dropPrevious(failed);
            return false;
        }
        failed.previous(null);
        end(failed);
        Instant ends = failed.ends().isBefore(previous.ends()) ? failed.ends() : previous.ends();
        Deployment back = new Deployment(previous.id(), previous.origin(), running(run, Map.of()), now, ends);
        back.barred(Deployment.Barred.from(failed, trouble.reason(), now, nanos.getAsLong()));
        put(back);
        events.add(Events.Kind.ROLLED_BACK, publisher.name(), failed.id(),
                trouble.text() + "; " + back.id() + " runs again, until " + ends);
        return true;
    }

    private void endProbations(long nowNanos) {
        for (Deployment deployment : present) {
            lock.lock();
            try {
                if (deployment.previous() != null && deployment.stage() instanceof Stage.Running running
                        && nowNanos - running.sinceNanos() >= PROBATION.toNanos()) {
                    dropPrevious(deployment);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Starts the one again that has waited longest beyond its time: a start may take seconds. */
    private void restartOne() {
        Deployment due = null;
        long longestNanos = 0;
        for (Deployment deployment : present) {
            if (deployment.stage() instanceof Stage.Detached detached) {
                long overNanos = nanos.getAsLong() - detached.nextStartNanos();
                if (overNanos >= longestNanos) {
                    due = deployment;
                    longestNanos = overNanos;
                }
            }
        }
        if (due != null) {
            lock.lock();
            try {
                restart(due);
            } finally {
                lock.unlock();
            }
        }
    }

    private void restart(Deployment deployment) {
        if (closed || !(deployment.stage() instanceof Stage.Detached detached)
                || nanos.getAsLong() - detached.nextStartNanos() < 0 || !deployments.containsValue(deployment)) {
            return;
        }
        ModuleSlot place = detached.place();
        try {
            KeptJars.check(deployment.origin().jar(), deployment.terms().digest());
            ModuleRunner.Run run = runner.start(ModuleSwap.Kind.RESTART, deployment.origin(),
                    slots(List.of(deployment)));
            if (place != null) {
                deployment.addEarlier(place.counters());
                place.close();
            }
            // What its empty place has counted since are no faults of its own.
            deployment.restarted(running(run, counters(deployment)));
            events.add(Events.Kind.RESTARTED, publisher.name(), deployment.id(), "it runs again");
        } catch (Refusal refusal) {
            Duration wait = deployment.backoff().after(detached.reason(), 0);
            deployment.detached(detached(place, detached.reason(), wait));
            events.add(Events.Kind.RESTART_FAILED, publisher.name(), deployment.id(),
                    refusal.getMessage() + "; the next attempt is in " + wait.toSeconds() + " s");
        }
    }

    private void end(Deployment deployment) {
        dropPrevious(deployment);
        stop(deployment);
        KeptJars.delete(deployment.origin().jar());
    }

    private void stop(Deployment deployment) {
        deployments.remove(deployment.id());
        present = List.copyOf(deployments.values());
        if (deployment.stage() instanceof Stage.Running running) {
            running.run().module().stop();
        }
        ModuleSlot slot = deployment.slot();
        if (slot != null) {
            slot.close();
        }
    }

    private static void dropPrevious(Deployment deployment) {
        Deployment.Previous previous = deployment.previous();
        if (previous != null) {
            KeptJars.delete(previous.origin().jar());
            deployment.previous(null);
        }
    }

    /** A module's counters, over all packet threads and runs. */
    Map<String, Long> counters(Deployment deployment) {
        return deployment.counters(new TreeMap<>(counters.snapshot()), publisher.name());
    }

    private Map<String, Long> ownCounters(Deployment deployment) {
        return ModuleLabels.own(new TreeMap<>(counters.snapshot()), publisher.name(), deployment.id());
    }

    private static ModuleSettings settings(SetupRequest setup) {
        Version version = setup.module().version();
        return new ModuleSettings(setup.module().symbolicName(), version == null ? "" : version.toString(),
                setup.properties(), setup.dependencies());
    }

    private static List<ModuleSlot> slots(Collection<Deployment> of) {
        List<ModuleSlot> slots = new ArrayList<>();
        for (Deployment deployment : of) {
            ModuleSlot slot = deployment.slot();
            if (slot != null) {
                slots.add(slot);
            }
        }
        return slots;
    }

    /** Takes all modules out of the packet path and stops them; none comes any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            remove(List.copyOf(deployments.values()), "the node stops");
            runner.close();
        } catch (Refusal e) {
            log.say(Level.ERROR, "modules are still in the packet path: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
