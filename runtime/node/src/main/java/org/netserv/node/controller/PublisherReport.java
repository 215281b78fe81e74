package org.netserv.node.controller;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.netserv.node.path.ModuleSlot;

/**
 * A publisher and its modules at an instant, for machines.
 *
 * @param user its name
 * @param modules in the order of their installation
 */
public record PublisherReport(String user, List<ModuleReport> modules) {

    /** Takes a copy. */
    public PublisherReport {
        modules = List.copyOf(modules);
    }

    /**
     * One of its modules.
     *
     * @param id symbolic name and version
     * @param counters by name, over all packet threads and runs
     * @param quarantined whether it is being tried
     * @param restarts how often it was started again
     * @param ends when its life ends
     * @param trouble why it does not run, as the end of a sentence that begins with its id; null if it runs
     */
    public record ModuleReport(String id, Map<String, Long> counters, boolean quarantined, int restarts, Instant ends,
            @Nullable String trouble) {

        /** Takes a copy. */
        public ModuleReport {
            counters = Map.copyOf(counters);
        }

        private static ModuleReport of(Deployment deployment, NavigableMap<String, Long> counters, String user) {
            ModuleSlot slot = deployment.slot();
            String trouble = switch (deployment.stage()) {
                case Stage.Running running -> null;
                case Stage.Detached detached ->
                    "is detached (" + detached.reason() + ") and starts again at " + detached.nextStart();
                case Stage.Held held when held.kind() == Stage.Hold.SUSPENDED -> "is suspended " + held.reason();
                case Stage.Held held -> "was not restored: " + held.reason();
            };
            return new ModuleReport(deployment.id(), deployment.counters(counters, user),
                    slot != null && slot.isQuarantined(), deployment.restarts(), deployment.ends(), trouble);
        }
    }

    static List<PublisherReport> of(Collection<PublisherModules> publishers, NavigableMap<String, Long> counters) {
        return publishers.stream().map(modules -> new PublisherReport(modules.publisher().name(), modules.all().stream()
                .map(deployment -> ModuleReport.of(deployment, counters, modules.publisher().name())).toList()))
                .toList();
    }
}
