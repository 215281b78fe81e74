package org.netserv.node.controller;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.Dependency;
import org.netserv.node.message.FailPolicy;
import org.netserv.node.message.ModuleId;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;

/** A module that a publisher has on this node, running or detached. <b>Thread.</b> Guarded by its publisher's lock. */
final class Deployment {
    private final String id;
    private final Origin origin;
    private final Instant since;
    private final Backoff backoff = new Backoff();
    private volatile Instant ends;
    private volatile Stage stage;
    private volatile int restarts;
    /** What runs before the present one have counted: counters end with their run. */
    private volatile Map<String, Long> earlier = Map.of();
    private volatile @Nullable Barred barred;
    /** What ran before it, the latest first. */
    private volatile List<ModuleVersion> former = List.of();
    /** Whether the version before it comes back by itself, should this one misbehave. */
    private boolean onProbation;
    private volatile ControlMessage latestSetup;
    private volatile @Nullable Instant leaves;
    private @Nullable Throwable shownFault;

    Deployment(String id, Origin origin, Stage stage, Instant since, Instant ends) {
        this.id = id;
        this.origin = origin;
        this.stage = stage;
        this.since = since;
        this.ends = ends;
        latestSetup = origin.message();
    }

    /**
     * A version that was rolled back, and is not to come again at once.
     *
     * @param terms of the SETUP that brought it
     * @param reason one word
     * @param until when the same SETUP is taken again, for people
     * @param untilNanos the same by the clock that counts
     */
    record Barred(ModuleId id, Terms terms, String reason, Instant until, long untilNanos) {
        private static final Duration TIME = Duration.ofMinutes(1);

        static Barred from(Deployment failed, String reason, Instant now, long nowNanos) {
            return new Barred(ModuleId.parse(failed.id()), failed.terms(), reason, now.plus(TIME),
                    nowNanos + TIME.toNanos());
        }
    }

    /** The fault that the module's processor has shown since this was asked last, or null. */
    @Nullable
    @SuppressWarnings("ReferenceEquality") // the same exception, not an equal one
    Throwable newFault() {
        ModuleSlot slot = slot();
        Throwable latest = slot == null ? null : slot.lastFault();
        if (latest == shownFault) {
            return null;
        }
        shownFault = latest;
        return latest;
    }

    String id() {
        return id;
    }

    Origin origin() {
        return origin;
    }

    Terms terms() {
        return origin.terms();
    }

    /** Where it is in its life. <b>Thread.</b> Any reads. */
    Stage stage() {
        return stage;
    }

    /** Whether it is in that very stage still: not in a later one like it. */
    @SuppressWarnings("ReferenceEquality")
    boolean isIn(Stage known) {
        return stage == known;
    }

    /** Its state for PROBE and STATUS. */
    String state() {
        return switch (stage) {
            case Stage.Running running -> running.run().module().state();
            case Stage.Detached detached -> "DETACHED";
            case Stage.Held held -> held.kind().name();
        };
    }

    /** Its place in the packet path, or null for a server module. */
    @Nullable
    ModuleSlot slot() {
        return switch (stage) {
            case Stage.Running running -> running.run().slot();
            case Stage.Detached detached -> detached.place();
            case Stage.Held held -> null;
        };
    }

    void stage(Stage now) {
        stage = now;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock; others only read
    void restarted(Stage.Running now) {
        stage = now;
        restarts++;
    }

    /** How often it was started again. */
    int restarts() {
        return restarts;
    }

    Backoff backoff() {
        return backoff;
    }

    /** Its counters over all its runs. <b>Thread.</b> Any. */
    Map<String, Long> counters(NavigableMap<String, Long> snapshot, String user) {
        Map<String, Long> counters = ModuleLabels.all(snapshot, user, id);
        earlier.forEach((name, value) -> counters.merge(name, value, Long::sum));
        return counters;
    }

    /** Remembers what a run has counted, whose counters are given back. */
    void addEarlier(Map<String, Long> counted) {
        Map<String, Long> sums = new TreeMap<>(earlier);
        counted.forEach((name, value) -> sums.merge(name, value, Long::sum));
        earlier = Map.copyOf(sums);
    }

    /** This version, for the time when another has taken its place. */
    ModuleVersion version() {
        return new ModuleVersion(id, origin, since, ends);
    }

    /** The versions that can be brought back, the latest first. <b>Thread.</b> Any reads. */
    List<ModuleVersion> former() {
        return former;
    }

    void former(List<ModuleVersion> versions) {
        former = List.copyOf(versions);
    }

    /** Whether it has still to prove itself: otherwise the version before it comes back by itself. */
    boolean isOnProbation() {
        return onProbation;
    }

    void onProbation(boolean now) {
        onProbation = now;
    }

    /** The version that this one had to come back for, or null. <b>Thread.</b> Any reads. */
    @Nullable
    Barred barred() {
        return barred;
    }

    void barred(Barred version) {
        barred = version;
    }

    Instant since() {
        return since;
    }

    /** When it is removed. <b>Thread.</b> Any reads. */
    Instant ends() {
        return ends;
    }

    /** A SETUP gives it another end, and keeps it from leaving. */
    void refreshed(ControlMessage setup, Instant newEnd) {
        latestSetup = setup;
        ends = newEnd;
        leaves = null;
    }

    /** Whether its latest SETUP is this one, or a copy. */
    boolean isOf(ControlMessage setup) {
        String nonce = setup.value("nonce");
        return !nonce.isEmpty() && latestSetup.value("nonce").equals(nonce);
    }

    /** Its SETUP's path leads elsewhere: it goes then, before its end; null if it is to stay. Not on disk: a start forgets it. */
    void leaves(@Nullable Instant then) {
        leaves = then;
    }

    /** Whether its time has come. */
    boolean isOver(Instant now) {
        Instant then = leaves;
        return !ends.isAfter(now) || (then != null && !then.isAfter(now));
    }

    /**
     * What a SETUP says of a module, its time to live aside: a later SETUP of the same id must say the same.
     */
    record Terms(@Nullable URI url, @Nullable String digest, Map<String, String> properties, List<PacketFilter> filters,
            int order, FailPolicy failPolicy, List<Dependency> dependencies, @Nullable URI notification) {

        static Terms of(SetupRequest setup, List<PacketFilter> filters) {
            return new Terms(setup.url(), setup.digest(), setup.properties(), List.copyOf(filters),
                    setup.order(), setup.failPolicy(),
                    setup.dependencies(), setup.notification());
        }

        /** The same with the digest that the JAR has. */
        Terms withDigest(String actual) {
            return new Terms(url, actual, properties, filters, order, failPolicy, dependencies, notification);
        }

        /** The first header in which they differ, or null. */
        @Nullable
        String difference(Terms other) {
            if (url != null && other.url != null && !url.equals(other.url)) {
                return "url";
            }
            if (digest != null && other.digest != null && !digest.equals(other.digest)) {
                return "module-digest";
            }
            if (!properties.equals(other.properties)) {
                return "properties";
            }
            if (!filters.equals(other.filters)) {
                return "filter-*";
            }
            if (order != other.order) {
                return "order";
            }
            if (failPolicy != other.failPolicy) {
                return "fail-policy";
            }
            if (!dependencies.equals(other.dependencies)) {
                return "dependencies";
            }
            return other.notification == null || other.notification.equals(notification) ? null : "notification";
        }
    }
}
