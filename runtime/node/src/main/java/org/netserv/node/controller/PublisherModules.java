package org.netserv.node.controller;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.User;
import org.netserv.node.jfr.ModuleSwap;
import org.netserv.node.journal.Installed;
import org.netserv.node.log.PublisherLog;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ModuleId;
import org.netserv.node.message.RequestParser;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.message.StatusCode;
import org.netserv.node.path.Rehearsal;
import org.slf4j.event.Level;

/**
 * The modules of one publisher: comes, stays and goes of each; and what is done with those that misbehave.
 *
 * <p><b>Thread.</b> Any; one change at a time, while other publishers' go on.
 */
final class PublisherModules implements AutoCloseable {
    private final User user;
    private final PublisherParts parts;
    private final HeapWatch heap;
    private final ModuleTable table;
    private final ReentrantLock lock;
    private final Supervisor supervisor;
    private final Quarantine quarantine;
    private final Restoration restoration;
    private final Replacement replacement;
    private final Recovery recovery;
    private boolean closed;

    /**
     * @param user what the configuration says of the publisher
     * @param requests reads what the journal holds
     */
    PublisherModules(User user, PublisherParts parts, HeapWatch heap, RequestParser requests) {
        this.user = user;
        this.parts = parts;
        this.heap = heap;
        table = parts.table();
        lock = table.lock();
        supervisor = new Supervisor(publisher(), parts.events(), heap, parts.nanos().getAsLong());
        quarantine = new Quarantine(parts.runner(), parts.events());
        restoration = new Restoration(publisher(), requests, parts.jars());
        replacement = new Replacement(parts, restoration);
        recovery = new Recovery(parts, replacement, restoration);
    }

    /** What the configuration says of the publisher. */
    User user() {
        return user;
    }

    Publisher publisher() {
        return parts.runner().publisher();
    }

    /** All modules that an id names; without a version, every version. */
    List<Deployment> matching(ModuleId id) {
        return table.matching(id);
    }

    /** All modules, without waiting for one that is being started or stopped. */
    List<Deployment> all() {
        return table.all();
    }

    /** Extends a module's life if the SETUP asks for the module as it is; empty if there is none of that id. */
    Optional<Deployment> refresh(SetupRequest setup, Deployment.Terms terms, Instant ends) throws Refusal {
        lock.lock();
        try {
            Optional<Deployment> found = matching(setup.module()).stream().filter(PublisherModules::canBeRefreshed)
                    .findFirst();
            if (found.isPresent()) {
                String difference = found.get().terms().difference(terms);
                if (difference != null) {
                    throw new Refusal(StatusCode.CONFLICT, found.get().id() + " is installed with another " + difference
                            + ": expected the same, or another version");
                }
                parts.records().put(found.get(), ends);
                found.get().refreshed(setup.message(), ends);
            } else {
                requireNotBarred(setup.module(), terms);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** What could not be restored is fetched again. */
    private static boolean canBeRefreshed(Deployment deployment) {
        return !(deployment.stage() instanceof Stage.Held held && held.kind() == Stage.Hold.NOT_RESTORED);
    }

    /** The same version that was just rolled back would only be rolled back again: a sender may repeat its SETUP often. */
    private void requireNotBarred(ModuleId id, Deployment.Terms terms) throws Refusal {
        for (Deployment deployment : all()) {
            Deployment.Barred barred = deployment.barred();
            if (barred != null && id.equals(barred.id()) && parts.nanos().getAsLong() - barred.untilNanos() < 0
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
     * @param terms with the JAR's digest
     * @param formerVersions how many are kept beside it
     */
    Deployment install(Path jar, SetupRequest setup, Deployment.Terms terms, Instant ends, int formerVersions)
            throws Refusal, IOException {
        lock.lock();
        try {
            if (closed) {
                throw new Refusal(StatusCode.DRAINING,
                        "the node is about to stop, or user " + parts.user() + " is about to change");
            }
            Optional<Deployment> meanwhile = refresh(setup, terms, ends);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            Path kept = parts.jars().keep(jar, Objects.requireNonNull(terms.digest(), "the JAR has been fetched"));
            Deployment deployment = replacement.install(Origin.of(kept, setup, terms), ends, formerVersions);
            return deployment;
        } finally {
            parts.retainJars();
            lock.unlock();
        }
    }

    /** Takes modules out of the packet path, stops and uninstalls them. */
    void remove(Collection<Deployment> leaving, Departure why) throws Refusal {
        lock.lock();
        try {
            List<Deployment> going = table.present(leaving);
            List<Deployment> recorded = new ArrayList<>();
            try {
                for (Deployment deployment : going) {
                    parts.records().remove(deployment.id());
                    recorded.add(deployment);
                }
                parts.runner().takeOut(PublisherParts.slots(going));
            } catch (Refusal refusal) {
                recorded.forEach(this::putBack);
                throw refusal;
            }
            for (Deployment deployment : going) {
                ModuleSwap swap = ModuleSwap.begin(ModuleSwap.Kind.REMOVAL, parts.user(), deployment.id(), "");
                parts.stop(deployment);
                swap.done(deployment.id());
                parts.news().gone(deployment, why);
            }
            parts.retainJars();
        } finally {
            lock.unlock();
        }
    }

    private void putBack(Deployment deployment) {
        try {
            parts.records().put(deployment);
        } catch (Refusal e) {
            log().say(Level.ERROR, deployment.id(),
                    "the journal lacks it, and it could not be removed: " + e.getMessage());
        }
    }

    /** Removes modules at the operator's wish. */
    void evict(List<Deployment> leaving) throws Refusal {
        remove(leaving, Departure.EVICTED);
        leaving.forEach(deployment -> parts.event(Events.Kind.EVICTED, deployment.id(), "the operator wants it so"));
    }

    /** Has modules stand still at the operator's wish. */
    void suspend(List<Deployment> wanted) throws Refusal {
        change(wanted, recovery::suspend);
    }

    /** Has modules go on. */
    void resume(List<Deployment> wanted) throws Refusal {
        change(wanted, recovery::resume);
    }

    private void change(List<Deployment> wanted, Change change) throws Refusal {
        for (Deployment deployment : wanted) {
            lock.lock();
            try {
                if (!closed && table.contains(deployment)) {
                    change.make(deployment);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** What is done with one module. */
    @FunctionalInterface
    private interface Change {
        void make(Deployment deployment) throws Refusal;
    }

    /**
     * Brings a former version back at the operator's wish.
     *
     * @param version null for the latest of them
     */
    Deployment rollBack(Deployment present, @Nullable ModuleId version) throws Refusal {
        lock.lock();
        try {
            if (closed || !table.contains(present)) {
                throw new Refusal(StatusCode.NOT_FOUND, present.id() + " is not here any more");
            }
            return replacement.rollBack(present, version);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Brings back what ran when the node ended. What may not run any more, or cannot, stays in the journal until its time
     * has come.
     */
    void restore(List<Installed> entries) {
        lock.lock();
        try {
            Map<Deployment, Comeback> runs = new LinkedHashMap<>();
            for (Installed entry : entries) {
                try {
                    restore(entry, restoration.read(entry.current()), runs);
                } catch (Refusal refusal) {
                    parts.event(Events.Kind.NOT_RESTORED, entry.current().id(), String.valueOf(refusal.getMessage()));
                }
            }
            Rehearsal.await();
            enter(runs);
            parts.states().clear();
            parts.retainJars();
        } finally {
            lock.unlock();
        }
    }

    /** A module that is started again, until all of them come into the path. */
    private record Comeback(ModuleRunner.Run run, ModuleSwap swap) {}

    private void restore(Installed entry, ModuleVersion version, Map<Deployment, Comeback> runs) {
        Deployment deployment;
        try {
            if (entry.suspended()) {
                deployment = held(version, Stage.Hold.SUSPENDED, "by the operator");
            } else {
                restoration.check(version);
                deployment = started(version, runs);
            }
        } catch (Refusal refusal) {
            parts.event(Events.Kind.NOT_RESTORED, version.id(), String.valueOf(refusal.getMessage()));
            deployment = held(version, Stage.Hold.NOT_RESTORED, String.valueOf(refusal.getMessage()));
        }
        deployment.former(former(entry));
        table.put(deployment);
    }

    private Deployment started(ModuleVersion version, Map<Deployment, Comeback> runs) {
        ModuleSwap swap = ModuleSwap.begin(ModuleSwap.Kind.RESTORE, parts.user(), version.id(), "");
        try {
            ModuleRunner.Run run = parts.runner().prepare(version.origin(), () -> parts.states().of(version.id()));
            Deployment deployment = new Deployment(version.id(), version.origin(), parts.running(run, Map.of()),
                    version.since(), version.ends());
            runs.put(deployment, new Comeback(run, swap));
            return deployment;
        } catch (Refusal refusal) {
            swap.failed();
            return recovery.waiting(version, refusal);
        }
    }

    private static Deployment held(ModuleVersion version, Stage.Hold kind, String reason) {
        return new Deployment(version.id(), version.origin(), new Stage.Held(kind, reason), version.since(),
                version.ends());
    }

    private List<ModuleVersion> former(Installed entry) {
        List<ModuleVersion> former = new ArrayList<>();
        for (Installed.Version kept : entry.former()) {
            try {
                former.add(restoration.read(kept));
            } catch (Refusal refusal) {
                log().say(Level.WARN, kept.id(), "it can not be brought back any more: " + refusal.getMessage());
            }
        }
        return former;
    }

    /** All at once: each change of the plane's rules takes its time. */
    private void enter(Map<Deployment, Comeback> runs) {
        if (runs.isEmpty()) {
            return;
        }
        try {
            parts.runner().enter(List.of(), runs.values().stream().map(Comeback::run).toList());
            runs.forEach((deployment, back) -> {
                back.swap().done(deployment.id());
                log().say(Level.INFO, deployment.id(), "it is here again, until " + deployment.ends());
            });
        } catch (Refusal refusal) {
            runs.forEach((deployment, back) -> {
                back.swap().failed();
                ModuleRunner.discard(back.run());
                table.put(recovery.waiting(deployment.version(), refusal));
            });
        }
    }

    /** What the node says of them. */
    PublisherLog log() {
        return parts.log();
    }

    /**
     * What a SETUP has brought goes, or stays.
     *
     * @param then when it goes; null if it is to stay
     */
    void leave(ControlMessage setup, @Nullable Instant then) {
        lock.lock();
        try {
            matching(setup.moduleId()).stream().filter(deployment -> deployment.isOf(setup))
                    .forEach(deployment -> deployment.leaves(then));
        } finally {
            lock.unlock();
        }
    }

    /** Takes away what has come to its end; a refresh comes before or after it, not in between. */
    void expire(Instant now) {
        if (all().stream().noneMatch(deployment -> deployment.isOver(now))) {
            return;
        }
        lock.lock();
        try {
            List<Deployment> ended = all().stream().filter(deployment -> deployment.isOver(now)).toList();
            if (!ended.isEmpty()) {
                remove(ended, Departure.EXPIRED);
            }
        } catch (Refusal e) {
            log().say(Level.ERROR, "modules that have expired are still in place: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** Ends those that misbehave, starts again those whose time has come. */
    void supervise(Supervisor.@Nullable Reading reading) {
        recovery.end(Supervisor.overstays(all()));
        if (reading != null) {
            recovery.end(supervisor.look(all(), reading));
            recovery.endProbations(reading.atNanos());
        }
        quarantine.look(all(), reading);
        recovery.restartOne();
    }

    /** A module's counters, over all packet threads and runs. */
    Map<String, Long> counters(Deployment deployment) {
        return parts.counters(deployment);
    }

    private void keepState(Deployment deployment) {
        byte[] state = deployment.stage() instanceof Stage.Running running ? running.run().module().checkpoint() : null;
        if (state != null) {
            parts.states().keep(deployment.id(), state);
        }
    }

    /** Takes all modules out of the packet path and stops them; none comes any more. The journal keeps them. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            List<Deployment> leaving = all();
            leaving.forEach(this::keepState);
            parts.runner().takeOut(PublisherParts.slots(leaving));
            leaving.forEach(parts::stop);
            parts.runner().close();
            heap.close();
        } catch (Refusal e) {
            log().say(Level.ERROR, "modules are still in the packet path: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
