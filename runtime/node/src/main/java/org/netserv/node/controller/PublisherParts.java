package org.netserv.node.controller;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.log.PublisherLog;
import org.netserv.node.path.ModuleSlot;

/**
 * What those share who change one publisher's modules.
 *
 * @param runner which starts them
 * @param table where they are
 * @param jars what they are started from
 * @param states what they hand over while no node runs
 * @param records what the journal holds of them
 * @param counters the node's
 * @param events what happens to them
 * @param news which come and go
 * @param clock the wall clock
 * @param nanos a clock for durations, which is never set
 */
record PublisherParts(ModuleRunner runner, ModuleTable table, KeptJars jars, KeptStates states,
        ModuleRecords records,
        NodeCounters counters, Events events, News news, Clock clock, LongSupplier nanos) {
    private static final AtomicLong RUNS = new AtomicLong();

    /** The publisher's name. */
    String user() {
        return runner.publisher().name();
    }

    Instant now() {
        return clock.instant();
    }

    /** What the node says of the publisher's modules, at a limited rate. */
    PublisherLog log() {
        return events.log(user());
    }

    void event(Events.Kind kind, String id, String text) {
        events.add(kind, user(), id, text);
    }

    /** A run that begins now, of a module whose counters say this. */
    Stage.Running running(ModuleRunner.Run run, Map<String, Long> counted) {
        long now = nanos.getAsLong();
        return new Stage.Running(run, new ModuleHealth(counted, now), new Standing(counted), now,
                RUNS.incrementAndGet());
    }

    /** A module's counters, over all packet threads and runs. */
    Map<String, Long> counters(Deployment deployment) {
        return deployment.counters(new TreeMap<>(counters.snapshot()), user());
    }

    /** Those that are of no packet thread. */
    Map<String, Long> ownCounters(Deployment deployment) {
        return ModuleLabels.own(new TreeMap<>(counters.snapshot()), user(), deployment.id());
    }

    /** Stops a module that is out of the packet path, and takes it out of the table. */
    void stop(Deployment deployment) {
        table.drop(deployment);
        if (deployment.stage() instanceof Stage.Running running) {
            running.run().module().stop();
        }
        ModuleSlot slot = deployment.slot();
        if (slot != null) {
            slot.close();
        }
    }

    /** Deletes the JARs that no version of a module needs any more. */
    void retainJars() {
        Set<Path> used = new HashSet<>();
        for (Deployment deployment : table.all()) {
            used.add(deployment.origin().jar());
            deployment.former().forEach(version -> used.add(version.origin().jar()));
        }
        jars.retain(used);
    }

    /** Their places in the packet path. */
    static List<ModuleSlot> slots(Collection<Deployment> of) {
        List<ModuleSlot> slots = new ArrayList<>();
        for (Deployment deployment : of) {
            ModuleSlot slot = deployment.slot();
            if (slot != null) {
                slots.add(slot);
            }
        }
        return slots;
    }
}
